// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Pace}.
 */
class PaceTests {

	private final AtomicLong now = new AtomicLong(42);

	@Test
	void whenCallsComeAtOnceThenTheyAreSpread() {
		Pace pace = pace(50);
		for (int i = 0; i < 101; i++) {
			pace.await();
		}
		assertThat(elapsed()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
	}

	@Test
	void whenCallsComeLateThenTheTimeIsNotMadeUp() {
		Pace pace = pace(10);
		pace.await();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(5));
		pace.await();
		long before = elapsed();
		pace.await();
		pace.await();
		assertThat(elapsed() - before).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
	}

	@Test
	void whenThereIsNoRateThenNobodyWaits() {
		Pace pace = pace(0);
		for (int i = 0; i < 1000; i++) {
			pace.await();
		}
		assertThat(elapsed()).isZero();
	}

	@Test
	void whenRateIsNegativeThenItIsRefused() {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> pace(-1))
			.withMessage("A rate is a number of messages a second, or 0 for no limit, not -1");
	}

	@Test
	void whenPubSubStopsThenWhoWaitsIsTold() {
		CountDownLatch stopped = new CountDownLatch(1);
		Pace pace = Pace.of(1, stopped);
		pace.await();
		stopped.countDown();
		assertThatExceptionOfType(PubSubException.class).isThrownBy(pace::await)
			.withMessage("Pub/sub stops or is closed: the rest is left as it was");
	}

	private Pace pace(int perSecond) {
		return new Pace(perSecond, this.now::get, this.now::addAndGet);
	}

	private long elapsed() {
		return this.now.get() - 42;
	}

}
