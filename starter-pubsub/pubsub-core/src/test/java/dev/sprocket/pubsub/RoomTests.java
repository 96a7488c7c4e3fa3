// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.error.ErrorReporters;
import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many messages a subscription fetches: 100 at a time at most, and as many as make 8
 * MiB.
 */
class RoomTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private final Outstanding outstanding = new Outstanding();

	private final HandlerQueue queue = Queues.single(Ordering.NONE, 500);

	private final Room room = new Room(
			new SubscriptionContext(SubscriptionSpec.of("topic", "group", String.class).ordering(Ordering.NONE), "test",
					Clock.systemUTC(), this.queue, this.outstanding, new Agenda(),
					new MessageSettling(new Settler("test", Clock.systemUTC(), this.outstanding, this.queue,
							new Agenda(), SubscriptionMeters.NONE), true),
					new FirstFailures(), new ErrorReporters(List.of()), SubscriptionMeters.NONE, null),
			new CircuitBreaker("test", CircuitBreakerPolicy.NONE, Clock.systemUTC(), this.queue), new RateLimit(),
			new Capabilities(Map.of(), false, Duration.ofMinutes(1),
					new Limits(1, 100, MEBIBYTE, MEBIBYTE, Duration.ZERO, Duration.ZERO)));

	private long position;

	@Test
	void whenNobodyKnowsHowLargeMessagesAreThenItIsAFullBatch() {
		assertThat(this.room.capacity()).isEqualTo(100);
	}

	@Test
	void whenMessagesAreSmallThenItIsAFullBatch() {
		fetch(0);
		fetch(1_000);
		assertThat(this.room.capacity()).isEqualTo(100);
	}

	@Test
	void whenMessagesAreLargeThenItIsAsManyAsThereIsRoomFor() {
		Attempt first = fetch(MEBIBYTE);
		Attempt second = fetch(MEBIBYTE);
		assertThat(this.room.capacity()).isEqualTo(6);
		this.outstanding.remove(first);
		this.outstanding.remove(second);
		assertThat(this.room.capacity()).isEqualTo(8);
	}

	@Test
	void whenThereIsRoomForLessThanOneThenItIsOneAndThenNone() {
		for (int i = 0; i < 7; i++) {
			fetch(MEBIBYTE + 1);
		}
		assertThat(this.room.capacity()).isEqualTo(1);
		assertThat(this.room.isFull()).isFalse();
		fetch(MEBIBYTE);
		assertThat(this.room.capacity()).isZero();
		assertThat(this.room.isFull()).isTrue();
	}

	private Attempt fetch(int bytes) {
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, ++this.position, "token", 1, null, null, Map.of(),
				new byte[bytes], null);
		Attempt attempt = new Attempt("topic", delivery, 1, this.queue,
				new RetryDecisions(RetryPolicy.DEFAULT, Clock.systemUTC(), () -> 0, new FirstFailures()));
		this.outstanding.add(attempt);
		return attempt;
	}

}
