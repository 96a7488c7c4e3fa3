// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a batch waits for those who come back.
 */
class BatchDelayTests {

	private static final long ROUND_TRIP = TimeUnit.MICROSECONDS.toNanos(400);

	private final BatchDelay delay = new BatchDelay();

	@Test
	void whenNothingWasAnsweredThenNobodyIsWaitedFor() {
		assertThat(this.delay.remaining(1, 0)).isZero();
		assertThat(this.delay.isComplete(1)).isTrue();
	}

	@Test
	void whenCallersAreOnTheirWayThenAQuarterOfARoundTripIsWaited() {
		this.delay.answered(ROUND_TRIP, 32);
		this.delay.begin(1_000);
		assertThat(this.delay.remaining(1, 1_000)).isEqualTo(ROUND_TRIP / 4);
		assertThat(this.delay.remaining(31, 1_000 + ROUND_TRIP / 8)).isEqualTo(ROUND_TRIP / 8);
		assertThat(this.delay.remaining(31, 1_000 + ROUND_TRIP / 4)).isZero();
	}

	@Test
	void whenAllAreThereThenTheBatchGoes() {
		this.delay.answered(ROUND_TRIP, 32);
		this.delay.begin(0);
		assertThat(this.delay.isComplete(31)).isFalse();
		assertThat(this.delay.isComplete(32)).isTrue();
		assertThat(this.delay.remaining(32, 0)).isZero();
	}

	@Test
	void whenBackendIsSlowThenTheWaitIsAMillisecondAtMost() {
		this.delay.answered(TimeUnit.SECONDS.toNanos(10), 2);
		this.delay.begin(0);
		assertThat(this.delay.remaining(1, 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
	}

	@Test
	void whenBackendAnswersAtOnceThenNobodyIsPutToSleep() {
		this.delay.answered(TimeUnit.MICROSECONDS.toNanos(40), 2);
		this.delay.begin(0);
		assertThat(this.delay.remaining(1, 0)).isZero();
	}

}
