// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test is the worker: what it took from the queue is at work.
 */
@Timeout(20)
class LaneHandoverTests {

	private static final Lane LANE = new Lane("0");

	private static final Lane OTHER = new Lane("1");

	private static final Deadline FAR = Deadline.after(Duration.ofMinutes(5));

	private final Outstanding outstanding = new Outstanding();

	private final HandlerQueue queue = Queues.single(Ordering.KEY, 4);

	private final LaneSettling settling = new LaneSettling("test", Clock.systemUTC(), this.outstanding, this.queue,
			new Agenda(), Duration.ofMinutes(1));

	private final RecordingReceiver receiver = new RecordingReceiver();

	private long position;

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void whenNothingIsAtWorkThenWhatWaitsIsLeftAtOnceAndNoneOfItBegins() {
		fetch(LANE, "a", "a", "b");
		Attempt kept = fetch(OTHER, "c").get(0);
		revoke(Duration.ofMinutes(1), new Going());
		assertThat(this.outstanding.all()).containsExactly(kept);
		assertThat(this.queue.buffered()).isEqualTo(1);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(kept);
	}

	@Test
	void whenAHandlerHangsThenItIsInterruptedAtTheLimit() {
		fetch(LANE, "a", "a");
		Attempt begun = Queues.next(this.queue, List.of()).get(0);
		revoke(Duration.ofMillis(50), new Going());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(begun.verdict()).isEqualTo(Verdict.ABANDONED);
		assertThat(this.outstanding.isEmpty()).isTrue();
	}

	@Test
	void whenADrainHasTimedOutThenNoHandlerIsWaitedFor() {
		fetch(LANE, "a");
		Attempt begun = Queues.next(this.queue, List.of()).get(0);
		revoke(Duration.ofMinutes(1), new Going() {

			@Override
			public boolean isAbandoning() {
				return true;
			}

		});
		assertThat(begun.verdict()).isEqualTo(Verdict.ABANDONED);
	}

	@Test
	void whenTheEngineIsWokenThenItLooksAgain() {
		Attempt letter = fetch(LANE, "a").get(0);
		Queues.next(this.queue, List.of());
		revoke(Duration.ofMinutes(1), new Going() {

			@Override
			public Duration untilDue() {
				LaneHandoverTests.this.queue.wake();
				return Duration.ofMinutes(1);
			}

			@Override
			public void carryOutVerdicts() {
				if (passes() == 2) {
					LaneHandoverTests.this.settling.done(letter);
				}
			}

		});
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
	}

	@Test
	void whenSomethingIsDueMeanwhileThenItIsDone() {
		Attempt letter = fetch(LANE, "a").get(0);
		Queues.next(this.queue, List.of());
		revoke(Duration.ofMinutes(1), new Going() {

			@Override
			public Duration untilDue() {
				return Duration.ofMillis(10);
			}

			@Override
			public void goOn() {
				if (passes() == 3) {
					LaneHandoverTests.this.settling.done(letter);
				}
				super.goOn();
			}

		});
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
	}

	@Test
	void whenANackedMessageIsStillAtWorkThenItIsWaitedForAndItsAttemptCounts() {
		Attempt nacked = fetch(LANE, "a").get(0);
		Queues.next(this.queue, List.of());
		nacked.nack();
		List<Boolean> kept = new ArrayList<>();
		revoke(Duration.ofMinutes(1), new Going() {

			@Override
			public void carryOutVerdicts() {
				kept.add(LaneHandoverTests.this.outstanding.contains(nacked));
				if (passes() == 2) {
					end(nacked);
					LaneHandoverTests.this.outstanding.waits(nacked, true);
					LaneHandoverTests.this.settling.failed(nacked);
				}
			}

			@Override
			public Duration untilDue() {
				return Duration.ofMillis(1);
			}

		});
		assertThat(kept).contains(true).hasSizeGreaterThan(1).doesNotContain(false);
		assertThat(this.receiver.notes).containsEntry(LANE, "1;-1;a+1=1");
	}

	@Test
	void whenLanesAreLostThenNothingOfThemIsWaitedForAndOthersGoOn() {
		fetch(LANE, "a", "b");
		Attempt begun = Queues.next(this.queue, List.of()).get(0);
		Attempt kept = fetch(OTHER, "c").get(0);
		handover(Duration.ofMinutes(1), new Going()).lanesLost(List.of(LANE));
		assertThat(begun.verdict()).isEqualTo(Verdict.ABANDONED);
		assertThat(this.outstanding.all()).containsExactly(kept);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(kept);
	}

	@Test
	void whenAMessageOfALaneIsExtendedThenNothingIsSettled() {
		this.settling.extend(fetch(LANE, "a").get(0), Duration.ofMinutes(1));
		assertThat(this.settling.flush(this.receiver)).isZero();
		assertThat(this.receiver.committed).isEmpty();
	}

	@Test
	void whenACommitIsRefusedForAMomentThenItIsRepeatedBeforeTheLaneGoes() {
		this.settling.done(fetch(LANE, "a").get(0));
		this.receiver.refusals = 3;
		revoke(Duration.ofMinutes(1), new Going());
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
	}

	@Test
	void whenCommitsAreRefusedThenTheLaneGoesAllTheSame() {
		this.settling.done(fetch(LANE, "a").get(0));
		this.receiver.refusals = Integer.MAX_VALUE;
		revoke(Duration.ofMinutes(1), new Going());
		assertThat(this.settling.isCommitted(List.of(LANE))).isTrue();
		assertThat(this.receiver.committed).isEmpty();
	}

	private void revoke(Duration limit, Going engine) {
		long before = System.nanoTime();
		handover(limit, engine).lanesRevoking(List.of(LANE), FAR);
		assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(10);
	}

	private LaneHandover handover(Duration limit, Going engine) {
		return new LaneHandover(this.outstanding, this.queue, this.settling, limit, engine);
	}

	private List<Attempt> fetch(Lane lane, String... keys) {
		RetryDecisions decisions = new RetryDecisions(RetryPolicy.DEFAULT, Clock.systemUTC(), () -> 0,
				new FirstFailures());
		List<Attempt> attempts = new ArrayList<>();
		for (String key : keys) {
			Delivery delivery = new Delivery(lane, this.position++, "token", 1, null, key, Map.of(), new byte[0], null);
			this.settling.begin(delivery);
			Attempt attempt = new Attempt("topic", delivery, 1, this.queue, decisions);
			this.outstanding.add(attempt);
			attempts.add(attempt);
		}
		this.queue.offer(attempts);
		return attempts;
	}

	private void end(Attempt attempt) {
		this.queue.concurrency(0);
		Queues.next(this.queue, List.of(attempt));
	}

	/**
	 * An engine with nothing to do but to commit.
	 */
	private class Going implements LaneHandover.Engine {

		private int passes;

		int passes() {
			return this.passes;
		}

		@Override
		public void carryOutVerdicts() {
		}

		@Override
		public void goOn() {
			this.passes++;
			LaneHandoverTests.this.settling.flush(LaneHandoverTests.this.receiver);
		}

		@Override
		public Duration untilDue() {
			return Duration.ofSeconds(1);
		}

		@Override
		public boolean isAbandoning() {
			return false;
		}

	}

}
