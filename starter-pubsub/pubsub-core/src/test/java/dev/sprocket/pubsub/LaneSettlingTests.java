// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lane stays ours when the lease of one of its messages is over: the message comes
 * again here. The test is the worker.
 */
@Timeout(20)
class LaneSettlingTests {

	private static final Lane LANE = new Lane("0");

	private final SteppingClock clock = new SteppingClock();

	private final RecordingReceiver receiver = new RecordingReceiver();

	private final Outstanding outstanding = new Outstanding();

	private final Agenda agenda = new Agenda();

	private final HandlerQueue queue = Queues.single(Ordering.KEY, 4);

	private final LaneSettling settling = new LaneSettling("test", this.clock, this.outstanding, this.queue,
			this.agenda, Duration.ofMinutes(1));

	private long position;

	@Test
	void whenALeaseIsOverThenTheMessageComesAgainBeforeWhatWaitedBehindIt() {
		Attempt first = fetch("a");
		Attempt second = fetch("a");
		assertThat(Queues.next(this.queue, List.of())).containsExactly(first);
		first.returned();
		first.runner = null;
		this.settling.expired(first, List.of());
		Attempt again = Queues.next(this.queue, List.of()).get(0);
		assertThat(again).isNotSameAs(first).extracting(Attempt::number).isEqualTo(2);
		assertThat(again.delivery()).isSameAs(first.delivery());
		assertThat(again.leaseUntil).isEqualTo(SteppingClock.START + 60_000);
		assertThat(this.outstanding.all()).containsExactlyInAnyOrder(again, second);
		this.queue.resolved(again);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(second);
	}

	@Test
	void whenAHandlerOverrunsThenTheMessageAndItsKeyGoToOthers() {
		Attempt overrun = fetch("a");
		Attempt behind = fetch("a");
		assertThat(Queues.next(this.queue, List.of())).containsExactly(overrun);
		this.settling.expired(overrun, this.queue.closeLane(overrun));
		Attempt again = Queues.next(this.queue, List.of()).get(0);
		assertThat(again.number()).isEqualTo(2);
		this.queue.resolved(again);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(behind);
		assertThat(this.outstanding.contains(overrun)).isFalse();
	}

	@Test
	void whenAVerdictCannotBeCarriedOutThenTheMessageComesAgainAfterItsLease() {
		Attempt lost = fetch("a");
		assertThat(Queues.next(this.queue, List.of())).containsExactly(lost);
		lost.returned();
		lost.runner = null;
		this.settling.lost(lost);
		assertThat(this.queue.buffered()).isZero();
		assertThat(this.agenda.nextDue()).isEqualTo(SteppingClock.START + 60_000);
		Agenda.Entry due = this.agenda.pollDue(SteppingClock.START + 60_000);
		assertThat(due).isNotNull();
		due.action().run();
		assertThat(Queues.next(this.queue, List.of()).get(0).delivery()).isSameAs(lost.delivery());
	}

	@Test
	void whenAMessageIsNoLongerOursThenItDoesNotComeAgainHere() {
		Attempt gone = fetch("a");
		this.outstanding.remove(gone);
		this.settling.lost(gone);
		assertThat(this.agenda.nextDue()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whenMessagesFinishUnderLoadThenTheyAreCommittedTogetherEvery20Milliseconds() {
		Attempt first = fetch("a");
		Attempt second = fetch("b");
		Attempt third = fetch("c");
		this.clock.millis += 1_000;
		finish(first);
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
		this.clock.millis += 19;
		finish(second);
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
		assertThat(this.settling.nextFlush()).isEqualTo(this.clock.millis + 1);
		this.clock.millis += 1;
		this.settling.flush(this.receiver);
		assertThat(this.receiver.committed).containsEntry(LANE, 1L);
		assertThat(this.receiver.sent).as("nobody waited for an answer").isEqualTo(1);
		finish(third);
		assertThat(this.receiver.committed).containsEntry(LANE, 1L);
	}

	@Test
	void whenNothingFinishesForAMomentThenWhatWasSentIsMadeSure() {
		finish(fetch("before"));
		this.clock.millis += 20;
		Attempt first = fetch("a");
		fetch("b");
		finish(first);
		assertThat(this.receiver.sent).isEqualTo(1);
		assertThat(this.settling.isCommitted(List.of(LANE))).isFalse();
		assertThat(this.settling.nextFlush()).isEqualTo(this.clock.millis + 20);
		this.clock.millis += 20;
		this.settling.flush(this.receiver);
		assertThat(this.receiver.sent).isEqualTo(1);
		assertThat(this.settling.isCommitted(List.of(LANE))).isTrue();
		assertThat(this.settling.nextFlush()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whenNothingElseIsInHandThenACommitIsSureAtOnce() {
		finish(fetch("a"));
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
		assertThat(this.receiver.sent).isZero();
	}

	@Test
	void whenWhatWasSentDoesNotArriveThenItIsSentAgainHoweverBusyOtherLanesAre() {
		finish(fetch("before"));
		this.clock.millis += 20;
		Attempt lost = fetch("a");
		fetch("b");
		this.receiver.dropped = 1;
		finish(lost);
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
		for (int i = 0; i < 50; i++) {
			this.clock.millis += 20;
			finish(fetch("busy", new Lane("other")));
		}
		assertThat(this.receiver.committed).containsEntry(LANE, 1L);
	}

	@Test
	void whenTheClockIsSetBackThenCommitsGoOn() {
		finish(fetch("a"));
		this.clock.millis -= 10_000;
		finish(fetch("b"));
		assertThat(this.receiver.committed).containsEntry(LANE, 1L);
	}

	@Test
	void whenThereIsNoLaterThenACommitIsSureHoweverSoonItIs() {
		Attempt first = fetch("a");
		Attempt second = fetch("b");
		fetch("c");
		finish(first);
		this.settling.beSure();
		finish(second);
		assertThat(this.receiver.committed).containsEntry(LANE, 1L);
		assertThat(this.settling.isCommitted(List.of(LANE))).isTrue();
	}

	@Test
	void whenAsManyHaveFinishedAsAreFetchedAheadThenTheyAreCommittedAtOnce() {
		List<Attempt> attempts = IntStream.rangeClosed(0, this.queue.prefetch() + 1)
			.mapToObj((number) -> fetch("key-" + number))
			.toList();
		finish(attempts.get(0));
		attempts.subList(1, this.queue.prefetch()).forEach(this::finish);
		assertThat(this.receiver.committed).containsEntry(LANE, 0L);
		finish(attempts.get(this.queue.prefetch()));
		assertThat(this.receiver.committed).containsEntry(LANE, (long) this.queue.prefetch());
	}

	private void finish(Attempt attempt) {
		this.settling.done(attempt);
		this.settling.flush(this.receiver);
	}

	private Attempt fetch(@Nullable String key) {
		return fetch(key, LANE);
	}

	private Attempt fetch(@Nullable String key, Lane lane) {
		Delivery delivery = new Delivery(lane, this.position, this.position++, 0, null, key, Map.of(), new byte[0],
				null);
		RetryPolicy policy = RetryPolicy.fixed(5, Duration.ZERO);
		Attempt attempt = new Attempt("topic", delivery, this.settling.begin(delivery), this.queue,
				new RetryDecisions(policy, this.clock, () -> 0.5, new FirstFailures()));
		this.outstanding.add(attempt);
		this.queue.offer(List.of(attempt));
		return attempt;
	}

}
