// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The test is engine and worker at once: what a worker would wait for is not asked for.
 */
class HandlerQueueTests {

	private final AtomicInteger started = new AtomicInteger();

	private final AtomicBoolean noThreads = new AtomicBoolean();

	private long position;

	@Test
	void whenMessagesAreOfOneKeyThenTheSecondComesOnceTheFirstIsDone() {
		HandlerQueue queue = queue(Ordering.KEY, 4);
		Attempt first = attempt(queue, "a");
		Attempt second = attempt(queue, "a");
		Attempt other = attempt(queue, "b");
		queue.offer(List.of(first, second, other));
		assertThat(Queues.next(queue, List.of())).containsExactly(first);
		assertThat(Queues.next(queue, List.of())).containsExactly(other);
		assertThat(Queues.next(queue, done(first))).containsExactly(second);
		assertThat(queue.takeReports()).containsExactly(first);
	}

	@Test
	void whenAMessageFailedThenItsKeyWaitsUntilTheVerdictIsCarriedOut() {
		HandlerQueue queue = queue(Ordering.KEY, 1);
		Attempt first = attempt(queue, "a");
		Attempt second = attempt(queue, "a");
		Attempt other = attempt(queue, "b");
		queue.offer(List.of(first, second, other));
		Queues.next(queue, List.of());
		first.decide(new Verdict.Retry(Duration.ZERO, null));
		assertThat(Queues.next(queue, List.of(first))).containsExactly(other);
		Attempt again = first.again(2);
		queue.retry(first, again);
		assertThat(Queues.next(queue, done(other))).containsExactly(again);
		assertThat(Queues.next(queue, done(again))).containsExactly(second);
	}

	@Test
	void whenTheWorkerWasInterruptedForAnAbandonedMessageThenTheNextIsNotInterrupted() {
		HandlerQueue queue = queue(Ordering.NONE, 1);
		Attempt first = attempt(queue, null);
		queue.offer(List.of(first, attempt(queue, null)));
		Queues.next(queue, List.of());
		queue.abandon(first);
		boolean interrupted = Thread.currentThread().isInterrupted();
		assertThat(Queues.next(queue, List.of(first))).isNotEmpty();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(interrupted).isTrue();
	}

	@Test
	void whenAMessageIsForgottenThenWhatWaitsBehindItIsTakenOut() {
		HandlerQueue queue = queue(Ordering.KEY, 1);
		List<Attempt> attempts = IntStream.range(0, 4).mapToObj((number) -> attempt(queue, "a")).toList();
		queue.offer(attempts);
		Queues.next(queue, List.of());
		assertThat(queue.forget(attempts.get(0))).isEmpty();
		assertThat(queue.forget(attempts.get(2))).containsExactly(attempts.get(3));
		assertThat(queue.buffered()).isEqualTo(1);
		assertThat(Queues.next(queue, done(attempts.get(0)))).containsExactly(attempts.get(1));
		assertThat(queue.forget(attempts.get(1))).isEmpty();
	}

	@Test
	void whenWhatWaitsIsTakenOutThenNothingIsLeftOfItsLanes() {
		HandlerQueue queue = queue(Ordering.KEY, 1);
		Attempt first = attempt(queue, "a");
		Attempt second = attempt(queue, "a");
		Attempt other = attempt(queue, "b");
		Attempt otherSecond = attempt(queue, "b");
		queue.offer(List.of(first, second, other, otherSecond));
		Queues.next(queue, List.of());
		assertThat(queue.removeWaiting((attempt) -> true)).containsExactlyInAnyOrder(other, otherSecond, second);
		assertThat(queue.forget(other)).isEmpty();
		assertThat(queue.buffered()).isZero();
		Attempt third = attempt(queue, "a");
		queue.offer(List.of(third));
		assertThat(Queues.next(queue, done(first))).containsExactly(third);
	}

	@Test
	void whenTheHeadOfAKeyIsTakenOutThenWhatIsNotTakenOutGoesOn() {
		HandlerQueue queue = queue(Ordering.KEY, 1);
		List<Attempt> attempts = IntStream.range(0, 4).mapToObj((number) -> attempt(queue, "a")).toList();
		queue.offer(attempts);
		Set<Attempt> gone = Set.of(attempts.get(0), attempts.get(2));
		assertThat(queue.removeWaiting(gone::contains)).containsExactly(attempts.get(0), attempts.get(2));
		assertThat(queue.buffered()).isEqualTo(2);
		assertThat(Queues.next(queue, List.of())).containsExactly(attempts.get(1));
		assertThat(Queues.next(queue, done(attempts.get(1)))).containsExactly(attempts.get(3));
	}

	@Test
	void whenNoThreadCanBeStartedThenTheEngineIsToldAndTriesAgain() {
		HandlerQueue queue = queue(Ordering.NONE, 1);
		this.noThreads.set(true);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> queue.offer(List.of(attempt(queue, null))));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(queue::engineMaySleep);
		this.noThreads.set(false);
		queue.engineMaySleep();
		assertThat(this.started).hasValue(1);
		assertThat(Queues.next(queue, List.of())).isNotEmpty();
	}

	@Test
	void whenNoThreadCanBeStartedThenWhatIsTakenOutIsNotLost() {
		HandlerQueue queue = queue(Ordering.KEY, 1);
		this.noThreads.set(true);
		List<Attempt> attempts = List.of(attempt(queue, "a"), attempt(queue, "a"), attempt(queue, "b"));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> queue.offer(attempts));
		assertThat(queue.forget(attempts.get(0))).containsExactly(attempts.get(1));
	}

	@Test
	void whenNoFurtherThreadCanBeStartedThenThoseThatThereAreGoOn() {
		HandlerQueue queue = queue(Ordering.NONE, 2);
		queue.offer(List.of(attempt(queue, null), attempt(queue, null), attempt(queue, null)));
		this.noThreads.set(true);
		Attempt first = Queues.next(queue, List.of()).get(0);
		assertThat(Queues.next(queue, done(first))).isNotEmpty();
		assertThat(this.started).hasValue(1);
	}

	private HandlerQueue queue(Ordering ordering, int concurrency) {
		HandlerQueue queue = new HandlerQueue(ordering, Batches.SINGLE, Clock.systemUTC(), new HandlerPace(), () -> {
		}, () -> {
			if (this.noThreads.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.started.incrementAndGet();
		});
		queue.concurrency(concurrency);
		return queue;
	}

	private Attempt attempt(HandlerQueue queue, @Nullable String key) {
		return Queues.attempt(queue, ++this.position, key);
	}

	private static List<Attempt> done(Attempt attempt) {
		attempt.decide(Verdict.DONE);
		return List.of(attempt);
	}

}
