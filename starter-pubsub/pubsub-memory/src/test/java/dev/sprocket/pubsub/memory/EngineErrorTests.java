// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.lang.reflect.Proxy;
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
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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

	@Test
	void whenAGroupCannotBeOpenedForAReasonThatNobodyKnowsThenSubscribingSaysSo() {
		try (PubSub broken = new PubSubBuilder(withoutReceivers(new MemoryBackend(Clock.systemUTC()))).build()) {
			assertThatExceptionOfType(PubSubException.class).isThrownBy(
					() -> broken.subscribe(SubscriptionSpec.of("orders", "group", String.class), (message, ack) -> {
					}))
				.withMessage("Topic orders, group group: cannot subscribe: "
						+ "java.lang.IllegalStateException: broken on purpose")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
		}
	}

	private static Backend withoutReceivers(Backend backend) {
		return (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] { Backend.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("openReceiver")) {
						throw new IllegalStateException("broken on purpose");
					}
					return method.invoke(backend, arguments);
				});
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
