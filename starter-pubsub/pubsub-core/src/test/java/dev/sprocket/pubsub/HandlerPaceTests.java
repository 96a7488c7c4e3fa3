// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many handlers run at a time where they are fast.
 */
class HandlerPaceTests {

	private final HandlerPace pace = new HandlerPace(2);

	@Test
	void whenNothingIsKnownThenHandlersAreSlow() {
		assertThat(this.pace.isFast()).isFalse();
		assertThat(this.pace.suffices(100)).isFalse();
		assertThat(this.pace.runLength()).isEqualTo(1);
	}

	@Test
	void whenHandlersAreFastThenAFewSuffice() {
		showHandlersThatTake(1_000);
		assertThat(this.pace.suffices(2)).isTrue();
		assertThat(this.pace.suffices(1)).isFalse();
	}

	@Test
	void whatAWorkerTakesIsDoneLongBeforeItCountsAsStalled() {
		showHandlersThatTake(1_000);
		assertThat(this.pace.runLength()).isEqualTo(64);
		showHandlersThatTake(15_000);
		assertThat(this.pace.runLength()).isBetween(12, 20);
	}

	private void showHandlersThatTake(long nanos) {
		for (int i = 0; i < 500; i++) {
			this.pace.returned(nanos);
		}
	}

}
