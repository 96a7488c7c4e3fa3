// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.PubSub;

/**
 * One contestant on a broker that {@code sprocket.pubsub.backend} chooses: prints
 * {@code RESULT messages=… seconds=… cpu=…} and ends.
 */
@SpringBootApplication
@EnableConfigurationProperties(BrokersProperties.class)
public class BrokersApplication {

	/**
	 * Start.
	 * @param arguments properties, see {@link BrokersProperties}
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(BrokersApplication.class, arguments).close();
	}

	@Bean
	Contestant contestant(PubSub pubSub, BrokersProperties properties, Environment environment)
			throws InterruptedException {
		String servers = environment.getProperty("spring.kafka.bootstrap-servers");
		if (servers != null && !properties.work().startsWith("publish")) {
			Positions.reset(servers, properties.topic(), properties.group());
		}
		return new Contestant(pubSub, properties);
	}

}
