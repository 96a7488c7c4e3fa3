// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a latency is remembered.
 */
class PeakEwmaTests {

	private static final double DECAY = 1000;

	private static final Offset<Double> CLOSE = Offset.offset(0.01);

	private final PeakEwma latency = new PeakEwma();

	@Test
	void whenNothingWasObservedThenItIsUnknown() {
		assertThat(this.latency.get(0, DECAY)).isEqualTo(PeakEwma.UNKNOWN);
	}

	@Test
	void whenAnAnswerIsSlowerThenItCountsAtOnce() {
		this.latency.observe(10, 0, DECAY);
		this.latency.observe(500, 1, DECAY);
		assertThat(this.latency.get(1, DECAY)).isEqualTo(500);
	}

	@Test
	void whenAnAnswerIsFasterThenItCountsByTheTimeThatPassed() {
		this.latency.observe(100, 0, DECAY);
		this.latency.observe(20, 1000, DECAY);
		assertThat(this.latency.get(1000, DECAY)).isCloseTo(100 / Math.E + 20 * (1 - 1 / Math.E), CLOSE);
	}

	@Test
	void whenNothingIsAnsweredThenItDecays() {
		this.latency.observe(100, 0, DECAY);
		assertThat(this.latency.get(1000, DECAY)).isCloseTo(100 / Math.E, CLOSE);
		assertThat(this.latency.get(2000, DECAY)).isCloseTo(100 / Math.E / Math.E, CLOSE);
	}

	@Test
	void whenNothingIsAnsweredForLongThenItIsUnknown() {
		this.latency.observe(100, 0, DECAY);
		assertThat(this.latency.get(4999, DECAY)).isPositive();
		assertThat(this.latency.get(5000, DECAY)).isEqualTo(PeakEwma.UNKNOWN);
	}

	@Test
	void whenAReaderIsAheadOfTheClockOfAWriterThenTimeStandsStill() {
		this.latency.observe(100, 1000, DECAY);
		this.latency.observe(50, 900, DECAY);
		assertThat(this.latency.get(900, DECAY)).isEqualTo(100);
	}

}
