// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.batch.BatchPolicy;

/**
 * Says when what waits is a batch: one message where the handler takes one, else when it
 * is full, when its first message has waited long enough, or when there will not be more.
 * Guarded by the lock of the {@link HandlerQueue}.
 */
final class Batches {

	/** For a handler that takes one message. */
	static final BatchPolicy SINGLE = new BatchPolicy(1, Duration.ZERO);

	private static final long NEVER = Long.MAX_VALUE;

	private final WaitingMessages waiting;

	private final int maxSize;

	private final long maxWait;

	private final Clock clock;

	private int permits = HandlerQueue.UNLIMITED;

	private boolean complete;

	Batches(WaitingMessages waiting, BatchPolicy policy, Clock clock) {
		this.waiting = waiting;
		this.maxSize = policy.maxSize();
		this.maxWait = policy.maxWait().toMillis();
		this.clock = clock;
	}

	boolean isSingle() {
		return this.maxSize == 1;
	}

	/**
	 * Let messages wait that there was room for: what waits is not all there will be
	 * before the engine says so again.
	 * @param attempts the messages
	 */
	void add(List<Attempt> attempts) {
		attempts.forEach(this.waiting::add);
		this.complete = false;
	}

	boolean isReady() {
		if (!this.waiting.hasReady()) {
			return false;
		}
		if (isSingle() || this.permits != HandlerQueue.UNLIMITED) {
			// one that is let through to see how it fares does not wait for others
			return true;
		}
		return this.complete || this.waiting.holds(this.maxSize) || nextDue() <= this.clock.millis();
	}

	/**
	 * Take out the next batch, or what a worker is to handle one by one.
	 * @param runner who will run the handler
	 * @param runLength how much that is at most
	 * @return at least one message
	 */
	List<Attempt> take(Thread runner, int runLength) {
		boolean free = this.permits == HandlerQueue.UNLIMITED;
		List<Attempt> batch = (isSingle() && free) ? this.waiting.pollReady(runLength)
				: this.waiting.poll(Math.min(this.permits, this.maxSize));
		batch.forEach((attempt) -> attempt.runner = runner);
		if (!free) {
			this.permits -= batch.size();
		}
		return batch;
	}

	int permits() {
		return this.permits;
	}

	void permits(int permits) {
		this.permits = permits;
	}

	/**
	 * Return when what waits is a batch although it is not full.
	 * @return the time, or {@link Long#MAX_VALUE} if nothing waits
	 */
	long nextDue() {
		long oldest = this.waiting.oldest();
		return (oldest != NEVER) ? oldest + this.maxWait : NEVER;
	}

	/**
	 * Say whether there is room to fetch more.
	 * @param complete whether there is none: what waits is all there will be
	 */
	void complete(boolean complete) {
		this.complete = complete;
	}

	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Return how many messages are to be at hand.
	 * @param running how many are with handlers
	 * @return those, a batch that is full and one that gathers: more is for other members
	 */
	int prefetch(int running) {
		return running + 2 * this.maxSize;
	}

	/**
	 * Return the messages whose verdicts are in, as the engine is to carry them out: what
	 * is put back before what it waits for, and the last of it first.
	 * @param batch what a handler returned from
	 * @return those with a verdict
	 */
	static List<Attempt> reports(List<Attempt> batch) {
		List<Attempt> reports = new ArrayList<>(batch.size());
		for (int i = batch.size() - 1; i >= 0; i--) {
			if (isPutBack(batch.get(i))) {
				reports.add(batch.get(i));
			}
		}
		for (Attempt attempt : batch) {
			if (attempt.verdict() != null && !isPutBack(attempt)) {
				reports.add(attempt);
			}
		}
		return reports;
	}

	private static boolean isPutBack(Attempt attempt) {
		return attempt.verdict() instanceof Verdict.PutBack;
	}

}
