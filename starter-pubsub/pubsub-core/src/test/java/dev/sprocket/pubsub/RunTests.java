// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What workers take at a time where handlers are fast. The test is engine and worker at
 * once.
 */
class RunTests {

	private static final int ENOUGH = Queues.ENOUGH;

	private long position;

	@Test
	void whenHandlersAreSlowThenAWorkerTakesOneMessage() {
		HandlerQueue queue = Queues.single(Ordering.NONE, 1);
		queue.offer(attempts(queue, 10));
		Run run = take(queue);
		assertThat(run.attempts()).hasSize(1);
		assertThat(queue.buffered()).isEqualTo(9);
	}

	@Test
	void whenHandlersAreFastThenAWorkerTakesManyAndThoseNotBegunStillWait() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 200);
		queue.offer(attempts);
		Run run = take(queue);
		assertThat(run.attempts()).isEqualTo(attempts.subList(0, 64));
		assertThat(run.claim()).containsExactly(attempts.get(0));
		assertThat(queue.running()).isEqualTo(1);
		assertThat(queue.buffered()).isEqualTo(199);
		handle(run, attempts.get(0));
		Run next = Objects.requireNonNull(queue.next(run));
		assertThat(queue.takeReports()).isEqualTo(attempts.subList(0, 64));
		assertThat(next.claim()).containsExactly(attempts.get(64));
	}

	@Test
	void whenAHandlerStallsThenAnotherWorkerIsGivenWhatItHasNotBegun() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 10);
		queue.offer(attempts);
		Run run = take(queue);
		done(run.claim());
		run.claim();
		occupyTheOthers(queue);
		queue.awaitBatch();
		assertThat(run.claim()).as("what was taken back").isEmpty();
		assertThat(queue.takeReports()).as("what was done before").containsExactly(attempts.get(0));
		assertThat(queue.running()).isEqualTo(1 + ENOUGH - 1);
		assertThat(take(queue).attempts()).isEqualTo(attempts.subList(2, 10));
	}

	@Test
	void whenAHandlerStallsWhileOthersGoOnThenWhatItHasNotBegunIsGivenToThem() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 10);
		queue.offer(attempts);
		Run stalled = take(queue);
		done(stalled.claim());
		stalled.claim();
		queue.offer(attempts(queue, 1));
		AtomicReference<Run> other = new AtomicReference<>(take(queue));
		List<Attempt> reports = new ArrayList<>();
		Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
			handle(other.get(), other.get().claim().get(0));
			queue.offer(attempts(queue, 1));
			other.set(Objects.requireNonNull(queue.next(other.get())));
			queue.awaitBatch();
			reports.addAll(queue.takeReports());
			return reports.contains(attempts.get(0));
		});
		assertThat(stalled.claim()).isEmpty();
	}

	@Test
	void whenAWorkerTakesSeveralThenTheEngineDoesNotSleep() {
		AtomicInteger wakes = new AtomicInteger();
		HandlerQueue queue = fast(Queues.single(Ordering.NONE, ENOUGH + 1, wakes::incrementAndGet));
		int before = wakes.get();
		assertThat(queue.engineMaySleep()).isTrue();
		queue.offer(attempts(queue, 2));
		take(queue);
		assertThat(wakes).hasValue(before + 1);
	}

	@Test
	void whenConcurrencyIsLoweredThenAWorkerTooManyBeginsNothingMore() {
		HandlerQueue queue = fast(Ordering.NONE);
		queue.offer(attempts(queue, 10));
		Run run = take(queue);
		run.claim();
		queue.concurrency(0);
		assertThat(run.claim()).isEmpty();
		assertThat(queue.buffered()).isEqualTo(9);
	}

	@Test
	void whenAHandlerLeavesAnInterruptThenTheNextMessageDoesNotMeetIt() throws InterruptedException {
		HandlerQueue queue = fast(Ordering.NONE);
		queue.offer(attempts(queue, 2));
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		CountDownLatch handled = new CountDownLatch(2);
		Workers workers = new Workers(Thread::new);
		workers.serve(queue, (batch) -> {
			interrupted.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
			done(batch);
			handled.countDown();
		});
		workers.start();
		assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
		queue.stop();
		assertThat(interrupted).containsExactly(false, false);
	}

	@Test
	void whenTheHandlerOfTheLastMessageStallsThenWhatWasDoneBeforeIsReported() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 3);
		queue.offer(attempts);
		Run run = take(queue);
		done(run.claim());
		done(run.claim());
		run.claim();
		queue.awaitBatch();
		assertThat(queue.takeReports()).isEqualTo(attempts.subList(0, 2));
		assertThat(queue.running()).isEqualTo(1);
		assertThat(queue.awaitBatch()).as("there is nothing more to wait for").isFalse();
		done(List.of(attempts.get(2)));
		queue.concurrency(0);
		assertThat(queue.next(run)).isNull();
		assertThat(queue.takeReports()).containsExactly(attempts.get(2));
	}

	@Test
	void whenOneHandlerStallsThenTheOthersGoOnAtTheirPace() {
		HandlerQueue queue = fast(Ordering.NONE);
		occupyTheOthers(queue);
		queue.offer(attempts(queue, 2));
		take(queue).claim();
		queue.awaitBatch();
		Run next = take(queue);
		for (int i = 0; i < 10; i++) {
			done(next.claim());
			queue.offer(attempts(queue, 1));
			next = Objects.requireNonNull(queue.next(next));
		}
	}

	@Test
	void whenHandlersTurnOutToBeSlowThenNothingWaitsBehindOne() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 10);
		queue.offer(attempts);
		Run run = take(queue);
		done(run.claim());
		attempts.get(0).nanos = 100_000_000;
		run.claim();
		queue.removeWaiting((attempt) -> false);
		assertThat(take(queue).attempts()).as("one at a time").containsExactly(attempts.get(2));
	}

	@Test
	void whenWhatWaitsIsTakenOutThenSoIsWhatAWorkerHasNotBegun() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 100);
		queue.offer(attempts);
		Run run = take(queue);
		run.claim();
		assertThat(queue.removeWaiting((attempt) -> true)).isEqualTo(attempts.subList(1, 100));
		assertThat(run.claim()).isEmpty();
		assertThat(queue.buffered()).isZero();
		assertThat(queue.running()).isEqualTo(1);
	}

	@Test
	void whenAllWorkersStallThenTheEngineNeedNotHurry() {
		AtomicInteger started = new AtomicInteger();
		HandlerQueue queue = queueOfFastHandlers(started);
		queue.offer(attempts(queue, 2));
		Run run = take(queue);
		done(run.claim());
		run.claim();
		Awaitility.await().until(() -> !queue.awaitBatch());
		queue.offer(attempts(queue, 1));
		assertThat(queue.awaitBatch()).isFalse();
		assertThat(started).hasValue(1);
		assertThat(queue.next(run)).as("what has waited").isNotNull();
		assertThat(queue.awaitBatch()).isFalse();
	}

	@Test
	void whenNoWorkerIsLeftThenTheEngineCallsOneForWhatHasWaited() {
		AtomicInteger started = new AtomicInteger();
		HandlerQueue queue = queueOfFastHandlers(started);
		queue.paused(true);
		queue.offer(attempts(queue, 1));
		queue.paused(false);
		assertThat(started).hasValue(0);
		queue.awaitBatch();
		assertThat(started).hasValue(1);
	}

	private HandlerQueue queueOfFastHandlers(AtomicInteger started) {
		HandlerPace pace = new HandlerPace(1);
		for (int i = 0; i < 200; i++) {
			pace.returned(1_000);
		}
		HandlerQueue queue = new HandlerQueue(Ordering.NONE, Batches.SINGLE, Clock.systemUTC(), pace, () -> {
		}, started::incrementAndGet);
		queue.concurrency(1);
		return queue;
	}

	@Test
	void whenPausedThenAWorkerBeginsNothingMore() {
		HandlerQueue queue = fast(Ordering.NONE);
		queue.offer(attempts(queue, 10));
		Run run = take(queue);
		done(run.claim());
		queue.paused(true);
		assertThat(run.claim()).isEmpty();
		assertThat(queue.running()).isEqualTo(1);
		queue.concurrency(0);
		assertThat(queue.next(run)).isNull();
		assertThat(queue.running()).isZero();
		assertThat(queue.buffered()).isEqualTo(9);
	}

	@Test
	void whenAMessageIsAbandonedThenOnlyItsOwnHandlerIsInterrupted() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 10);
		queue.offer(attempts);
		Run run = take(queue);
		done(run.claim());
		run.claim();
		queue.abandon(attempts.get(0));
		queue.abandon(attempts.get(5));
		assertThat(Thread.interrupted()).as("for what is done, or not begun").isFalse();
		queue.abandon(attempts.get(1));
		assertThat(Thread.interrupted()).as("for what is at work").isTrue();
	}

	@Test
	void whenMessagesAreOfOneKeyThenAWorkerTakesOneOfThem() {
		HandlerQueue queue = fast(Ordering.KEY);
		Attempt first = attempt(queue, "a");
		Attempt second = attempt(queue, "a");
		Attempt other = attempt(queue, "b");
		queue.offer(List.of(first, second, other));
		assertThat(take(queue).attempts()).containsExactly(first, other);
	}

	@Test
	void whenOneMessageIsLetThroughThenAWorkerTakesOne() {
		HandlerQueue queue = fast(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 10);
		queue.permits(1);
		queue.offer(attempts);
		assertThat(take(queue).attempts()).containsExactly(attempts.get(0));
	}

	private HandlerQueue fast(Ordering ordering) {
		return fast(Queues.single(ordering, ENOUGH + 1));
	}

	private HandlerQueue fast(HandlerQueue queue) {
		queue.offer(attempts(queue, 1));
		Run run = take(queue);
		for (int i = 0; i < 200; i++) {
			handle(run, run.claim().get(0));
			queue.offer(attempts(queue, 1));
			run = Objects.requireNonNull(queue.next(run));
		}
		handle(run, run.claim().get(0));
		queue.concurrency(0);
		assertThat(queue.next(run)).isNull();
		queue.concurrency(ENOUGH + 1);
		queue.takeReports();
		return queue;
	}

	// Several workers run on a machine of many cores, however fast handlers are.

	private void occupyTheOthers(HandlerQueue queue) {
		for (int i = 1; i < ENOUGH; i++) {
			List<Attempt> all = queue.removeWaiting((attempt) -> true);
			queue.offer(attempts(queue, 1));
			take(queue).claim();
			queue.offer(all);
		}
	}

	private static Run take(HandlerQueue queue) {
		return Objects.requireNonNull(queue.next(null));
	}

	private static void handle(Run run, Attempt claimed) {
		done(List.of(claimed));
		for (List<Attempt> next = run.claim(); !next.isEmpty(); next = run.claim()) {
			done(next);
		}
	}

	private static void done(List<Attempt> attempts) {
		attempts.forEach((attempt) -> {
			attempt.nanos = 1_000;
			attempt.decide(Verdict.DONE);
		});
	}

	private List<Attempt> attempts(HandlerQueue queue, int count) {
		List<Attempt> attempts = new ArrayList<>();
		IntStream.range(0, count).forEach((number) -> attempts.add(attempt(queue, null)));
		return attempts;
	}

	private Attempt attempt(HandlerQueue queue, @Nullable String key) {
		return Queues.attempt(queue, ++this.position, key);
	}

}
