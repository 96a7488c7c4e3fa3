// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a subscription whose own thread meets an error.
 */
class EngineErrorTests {

	private final BreakableClock clock = new BreakableClock();

	private final PubSub pubSub = new PubSubBuilder(new MemoryBackend(Clock.systemUTC())).clock(this.clock).build();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.clock.broken = false;
		this.pubSub.close();
	}

	@Test
	void whenTheEngineThreadMeetsAnErrorThenTheSubscriptionSaysSoAndGoesOnAfterwards() {
		Subscription subscription = this.pubSub.subscribe(SubscriptionSpec.of("orders", "group", String.class),
				(message, ack) -> this.handled.add(message.payload()));
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> this.handled.size() == 1);
		this.clock.broken = true;
		await().until(() -> subscription.status().state() == State.BACKING_OFF);
		assertThat(subscription.status().failure()).contains("broken on purpose");
		this.clock.broken = false;
		this.pubSub.publisher().publish("orders", "two");
		await().until(() -> this.handled.contains("two"));
		await().until(() -> subscription.status().state() == State.RUNNING);
	}

	/**
	 * Breaks on the engine thread only.
	 */
	private static final class BreakableClock extends Clock {

		private volatile boolean broken;

		@Override
		public Instant instant() {
			if (this.broken && Thread.currentThread().getName().startsWith("pubsub-engine-")) {
				throw new LinkageError("broken on purpose");
			}
			return Instant.now();
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
