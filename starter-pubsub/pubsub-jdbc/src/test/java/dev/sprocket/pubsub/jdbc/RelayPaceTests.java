// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the queue of an outbox is looked at, on a clock that the test moves.
 */
class RelayPaceTests {

	private static final long NOW = 1_700_000_000_000L;

	private long millis = -5000;

	private final RelayPace pace = new RelayPace(() -> this.millis);

	@Test
	void whenMessagesAreReadyThenItIsTimeAtOnce() {
		assertThat(dueIn(ready())).isNotPositive();
	}

	@Test
	void whenNothingIsFoundThenTheNextLookIsLaterEachTimeUpToALimit() {
		long[] rests = new long[7];
		for (int i = 0; i < rests.length; i++) {
			this.pace.foundNothing();
			rests[i] = dueIn(ready());
			this.millis += rests[i];
		}
		assertThat(rests).containsExactly(500, 1000, 2000, 4000, 8000, 10_000, 10_000);
		this.pace.found();
		assertThat(dueIn(ready())).isNotPositive();
	}

	@Test
	void whenAnotherProcessClaimsThenTheRestDoesNotGrow() {
		this.pace.foundLocked();
		this.pace.foundLocked();
		assertThat(dueIn(ready())).isEqualTo(250);
	}

	@Test
	void whenAMessageIsDueLaterThenItIsTimeThenHoweverLongTheRest() {
		for (int i = 0; i < 6; i++) {
			this.pace.foundNothing();
		}
		assertThat(dueIn(dueAfter(3000))).isEqualTo(3000);
		assertThat(dueIn(dueAfter(0))).isEqualTo(250);
	}

	@Test
	void whenSomethingHoldsItUpThenALookFindsOutWhetherThatIsGone() {
		OutboxQueue leased = dueAfter(60_000);
		assertThat(this.pace.dueIn(leased, true, NOW)).isNotPositive();
		assertThat(this.pace.dueIn(leased, false, NOW)).isEqualTo(60_000);
	}

	@Test
	void whenTheBackendIsAwayThenProcessesThatReachItComeFirst() {
		this.pace.away(200);
		assertThat(this.pace.isHeld()).isTrue();
		assertThat(this.pace.dueIn(dueAfter(200), true, NOW)).isEqualTo(200);
		this.pace.away(20_000);
		assertThat(dueIn(dueAfter(20_000))).isEqualTo(20_000);
		assertThat(dueIn(ready())).isEqualTo(1000);
		this.millis += 1000;
		assertThat(this.pace.isHeld()).isFalse();
		this.pace.found();
		assertThat(dueIn(dueAfter(20_000))).isEqualTo(20_000);
	}

	@Test
	void whenALongQueueWasLookedThroughInVainThenWhatArrivesWaits() {
		this.pace.foundNothing();
		this.pace.foundNothing();
		this.pace.breathe(700);
		assertThat(this.pace.isBreathing()).isTrue();
		assertThat(dueIn(ready())).isEqualTo(1000);
		assertThat(this.pace.isInAHurry()).isFalse();
		assertThat(this.pace.hurry()).isTrue();
		assertThat(this.pace.isInAHurry()).isTrue();
		assertThat(this.pace.hurry()).isFalse();
		assertThat(dueIn(ready())).isEqualTo(700);
		this.millis += 700;
		assertThat(this.pace.isBreathing()).isFalse();
		this.pace.breathe(60_000);
		assertThat(dueIn(ready())).isEqualTo(10_000);
		this.pace.begun();
		assertThat(this.pace.isBreathing()).isFalse();
		this.pace.foundNothing();
		assertThat(dueIn(ready())).isEqualTo(250);
	}

	private long dueIn(OutboxQueue queue) {
		return this.pace.dueIn(queue, false, NOW);
	}

	private static OutboxQueue ready() {
		return new OutboxQueue("q", true, Long.MAX_VALUE);
	}

	private static OutboxQueue dueAfter(long millis) {
		return new OutboxQueue("q", false, NOW + millis);
	}

}
