// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.lang.reflect.Proxy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.autoconfigure.PubSubHealthAutoConfiguration;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What health says of a backend that can be reached and does not let a group in.
 */
class HealthTests {

	@Test
	void whenASubscriptionCannotFetchThenItIsDownAndSaysWhy() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PubSubAutoConfiguration.class, PubSubHealthAutoConfiguration.class))
			.withBean(BackendFactory.class, Closed::new)
			.withPropertyValues("sprocket.pubsub.backend=closed")
			.run((context) -> {
				HealthIndicator indicator = context.getBean("pubsubHealthIndicator", HealthIndicator.class);
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
				context.getBean(PubSub.class)
					.subscribe(SubscriptionSpec.of("orders", "billing", String.class), (message, ack) -> {
					});
				Awaitility.await().until(() -> indicator.health().getStatus().equals(Status.DOWN));
				Health health = indicator.health();
				assertThat(health.getDetails()).containsEntry("closed", "store: local to this instance")
					.containsEntry("orders/billing", "three replicas and one broker");
			});
	}

	private static final class Closed implements BackendFactory {

		@Override
		public String name() {
			return "closed";
		}

		@Override
		public String artifact() {
			return "test";
		}

		@Override
		public Backend create() {
			Backend memory = new MemoryBackend();
			return (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] { Backend.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "name" -> "closed";
						case "openReceiver" ->
							throw new BackendException(ErrorKind.UNAVAILABLE, "three replicas and one broker", null);
						default -> method.invoke(memory, arguments);
					});
		}

	}

}
