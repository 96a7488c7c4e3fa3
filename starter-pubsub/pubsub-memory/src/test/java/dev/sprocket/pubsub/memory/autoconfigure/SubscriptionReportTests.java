// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.DeadLetter;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of the subscriptions of a service.
 */
@ExtendWith(OutputCaptureExtension.class)
class SubscriptionReportTests {

	@Test
	void whenSubscriptionsBeginThenOneTableShowsThePolicyInForce(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Handlers.class)
			.run("--sprocket.pubsub.backend=memory", "--spring.main.web-application-type=none")) {
			assertThat(context.isActive()).isTrue();
		}
		// in JSON a line break is escaped
		assertThat(output.getOut().replace("\\n", "\n").lines()).containsSequence(
				"topic   group    backend  order  at a time  attempts  pauses                                         effects        dead letters",
				"orders  stock    memory   none   16         5         200 ms x3 to 60000 ms                          at least once  orders.stock.dlq",
				"orders  archive  memory   none   16         9 / 2     200 ms x3 to 60000 ms / 50 ms x1.5 to 1000 ms  at least once  dropped, logged",
				"orders  billing  memory   key    4          5         200 ms x3 to 60000 ms                          at least once  orders.billing.dlq")
			.anyMatch((line) -> line.startsWith("Backend memory: native groups, key-order, topic-order, ")
					&& line.contains("; emulated nothing; none durability, transactional-publish"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Handlers {

		@Subscribe(topic = "orders", group = "archive")
		@Retry(on = IOException.class, attempts = 9)
		@Retry(attempts = 2, backoff = "50ms", multiplier = 1.5, maxBackoff = "1s")
		@DeadLetter(enabled = false)
		void archive(String order) {
		}

		@Subscribe(topic = "orders", group = "billing", concurrency = 4, ordering = Ordering.KEY)
		void bill(String order) {
		}

		@Bean
		ApplicationRunner reserve(PubSub pubSub) {
			return (arguments) -> pubSub.subscribe(SubscriptionSpec.of("orders", "stock", String.class),
					(message, acknowledgment) -> {
					});
		}

	}

}
