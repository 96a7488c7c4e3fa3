// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ClockBeanTests {

	private static final RetryPolicy SOON = RetryPolicy.fixed(2, Duration.ofMillis(10));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoryPubSubAutoConfiguration.class, PubSubAutoConfiguration.class));

	@Test
	void whenTheApplicationHasAClockThatStandsThenRetriesBecomeDueAllTheSame() {
		this.runner.withBean(Clock.class, () -> Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			CountDownLatch handled = new CountDownLatch(1);
			pubSub.subscribe(SubscriptionSpec.of("orders", "group", String.class).retry(SOON), (message, ack) -> {
				if (message.attempt() == 1) {
					throw new IllegalStateException("again");
				}
				assertThat(message.publishedAt()).isAfter(Instant.EPOCH);
				handled.countDown();
			});
			pubSub.publisher().publish("orders", "one");
			assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
		});
	}

}
