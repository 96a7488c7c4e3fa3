// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test is engine and worker at once: what a worker would wait for is not asked for.
 */
class BatchQueueTests {

	private static final long NEVER = Long.MAX_VALUE;

	private static final long START = SteppingClock.START;

	private final SteppingClock clock = new SteppingClock();

	private long position;

	@Test
	void whenABatchIsNotFullThenItIsDueOnceItsFirstMessageHasWaited() {
		HandlerQueue queue = queue(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 2, null);
		queue.offer(attempts);
		assertThat(queue.callForBatches(false)).isEqualTo(START + 1_000);
		this.clock.millis = START + 1_000;
		assertThat(queue.callForBatches(false)).isEqualTo(NEVER);
		assertThat(Queues.next(queue, List.of())).isEqualTo(attempts);
	}

	@Test
	void whenABatchIsFullThenItIsHandedOutAndTheRestGathers() {
		HandlerQueue queue = queue(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 4, null);
		queue.offer(attempts);
		assertThat(Queues.next(queue, List.of())).isEqualTo(attempts.subList(0, 3));
		assertThat(queue.callForBatches(false)).isEqualTo(START + 1_000);
		assertThat(queue.running()).isEqualTo(3);
		assertThat(queue.buffered()).isEqualTo(1);
	}

	@Test
	void whenThereIsNoRoomForMoreThenABatchDoesNotWait() {
		HandlerQueue queue = queue(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 2, null);
		queue.offer(attempts);
		assertThat(queue.callForBatches(true)).isEqualTo(NEVER);
		assertThat(Queues.next(queue, List.of())).isEqualTo(attempts);
	}

	@Test
	void whenThereIsRoomAgainThenABatchThatIsNotFullWaits() {
		AtomicInteger workers = new AtomicInteger();
		HandlerQueue queue = queue(Ordering.NONE, workers::incrementAndGet);
		queue.concurrency(10);
		queue.offer(attempts(queue, 3, null));
		queue.callForBatches(true);
		Queues.next(queue, List.of());
		int before = workers.get();
		queue.offer(attempts(queue, 2, null));
		assertThat(workers).hasValue(before);
		queue.callForBatches(true);
		assertThat(workers).hasValue(before + 1);
	}

	@Test
	void whenOneMessageIsLetThroughThenItGoesAloneAndAtOnce() {
		HandlerQueue queue = queue(Ordering.NONE);
		List<Attempt> attempts = attempts(queue, 3, null);
		queue.permits(1);
		queue.offer(attempts);
		assertThat(Queues.next(queue, List.of())).containsExactly(attempts.get(0));
		assertThat(queue.permits()).isZero();
	}

	@Test
	void whenMessagesAreOfOneKeyThenThoseBehindABatchWaitForAllOfIt() {
		HandlerQueue queue = queue(Ordering.KEY);
		List<Attempt> attempts = attempts(queue, 4, "a");
		queue.offer(attempts);
		List<Attempt> batch = Queues.next(queue, List.of());
		assertThat(batch).isEqualTo(attempts.subList(0, 3));
		batch.get(0).decide(Verdict.DONE);
		batch.get(1).decide(Verdict.DONE);
		batch.get(2).decide(new Verdict.Retry(Duration.ZERO, null));
		List<Attempt> other = attempts(queue, 1, "b");
		queue.offer(other);
		queue.callForBatches(true);
		assertThat(Queues.next(queue, batch)).isEqualTo(other);
		queue.resolved(batch.get(2));
		assertThat(Queues.next(queue, done(other))).containsExactly(attempts.get(3));
	}

	@Test
	void whenMessagesArePutBackThenTheyComeBeforeThoseThatWaitAndInOrder() {
		HandlerQueue queue = queue(Ordering.KEY);
		List<Attempt> attempts = attempts(queue, 5, "a");
		queue.offer(attempts);
		List<Attempt> batch = Queues.next(queue, List.of());
		batch.forEach((attempt) -> attempt.decide(new Verdict.PutBack(false)));
		queue.concurrency(0);
		assertThat(Queues.next(queue, batch)).isEmpty();
		queue.concurrency(1);
		putBack(queue, false);
		assertThat(positions(Queues.next(queue, List.of()))).containsExactly(1L, 2L, 3L);
	}

	@Test
	void whenMessagesArePutBackAloneThenNoOtherJoinsThem() {
		HandlerQueue queue = queue(Ordering.NONE);
		queue.offer(attempts(queue, 4, null));
		List<Attempt> batch = Queues.next(queue, List.of());
		batch.forEach((attempt) -> attempt.decide(new Verdict.PutBack(true)));
		queue.concurrency(0);
		Queues.next(queue, batch);
		queue.concurrency(1);
		putBack(queue, true);
		assertThat(positions(Queues.next(queue, List.of()))).containsExactly(1L);
		assertThat(positions(Queues.next(queue, List.of()))).containsExactly(2L);
		assertThat(positions(Queues.next(queue, List.of()))).containsExactly(3L);
		assertThat(queue.callForBatches(false)).isEqualTo(START + 1_000);
	}

	@Test
	void whenAMessageIsTriedAgainThenItDoesNotWaitAndIsNotAmongNewOnes() {
		HandlerQueue queue = queue(Ordering.NONE);
		Attempt again = attempts(queue, 1, null).get(0).again(2);
		List<Attempt> fresh = attempts(queue, 3, null);
		queue.offer(List.of(again));
		queue.offer(fresh);
		assertThat(Queues.next(queue, List.of())).containsExactly(again);
		assertThat(Queues.next(queue, List.of())).isEqualTo(fresh);
	}

	private static void putBack(HandlerQueue queue, boolean alone) {
		queue.takeReports().forEach((attempt) -> queue.putBack(attempt, attempt.alone(alone)));
	}

	private static List<Attempt> done(List<Attempt> batch) {
		batch.forEach((attempt) -> attempt.decide(Verdict.DONE));
		return batch;
	}

	private static List<Long> positions(List<Attempt> batch) {
		return batch.stream().map((attempt) -> attempt.delivery().position()).toList();
	}

	private HandlerQueue queue(Ordering ordering) {
		return queue(ordering, () -> {
		});
	}

	private HandlerQueue queue(Ordering ordering, Runnable startWorker) {
		return new HandlerQueue(ordering, new BatchPolicy(3, Duration.ofSeconds(1)), this.clock, new HandlerPace(),
				() -> {
				}, startWorker);
	}

	private List<Attempt> attempts(HandlerQueue queue, int count, @Nullable String key) {
		return new ArrayList<>(IntStream.range(0, count).mapToObj((number) -> {
			Attempt attempt = Queues.attempt(queue, ++this.position, key);
			attempt.waitsSince = this.clock.millis;
			return attempt;
		}).toList());
	}

}
