// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.io.IOException;
import java.nio.file.Path;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.pubsub.PubSub;

/**
 * A Boot application with the pub/sub starter as a user has it: metrics and observation
 * are on.
 */
final class Service implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Service embedded(Path directory) {
		return start("sprocket.pubsub.backend=embedded",
				"sprocket.pubsub.embedded.path=" + directory.resolve("embedded.db"));
	}

	static Service memory() {
		return start("sprocket.pubsub.backend=memory");
	}

	private static Service start(String... properties) {
		return new Service(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.run());
	}

	PubSub pubSub() {
		return this.context.getBean(PubSub.class);
	}

	@Override
	public void close() throws IOException {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@EnableAutoConfiguration
	static class Application {

	}

}
