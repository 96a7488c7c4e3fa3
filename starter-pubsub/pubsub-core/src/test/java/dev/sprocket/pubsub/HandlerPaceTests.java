// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many handlers run at a time where they are fast.
 */
class HandlerPaceTests {

	private static final int ENOUGH = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

	private final HandlerPace pace = new HandlerPace();

	@BeforeEach
	void showThatHandlersAreFast() {
		while (!this.pace.isFast()) {
			this.pace.returned(1_000);
		}
	}

	@Test
	void whenHandlersAreFastThenAFewSuffice() {
		assertThat(this.pace.suffices(ENOUGH)).isTrue();
		assertThat(this.pace.suffices(ENOUGH - 1)).isFalse();
	}

	@Test
	void whenHandlersStallThenOthersRunBesideThem() {
		this.pace.stalled(ENOUGH);
		assertThat(this.pace.suffices(ENOUGH)).isFalse();
		assertThat(this.pace.suffices(2 * ENOUGH)).isTrue();
		this.pace.ended(this.pace.stalls());
		assertThat(this.pace.suffices(2 * ENOUGH - 1)).as("one of the others has returned").isFalse();
	}

	@Test
	void whenOneThatHadStalledReturnsThenItCountsNoMore() {
		int before = this.pace.stalls();
		this.pace.stalled(ENOUGH);
		for (int i = 0; i < ENOUGH; i++) {
			this.pace.ended(before);
		}
		assertThat(this.pace.suffices(ENOUGH)).isTrue();
	}

}
