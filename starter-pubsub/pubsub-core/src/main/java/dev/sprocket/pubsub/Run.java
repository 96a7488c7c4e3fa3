// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a worker takes at a time: messages for one call of the handler each, or a batch
 * for a single call. The worker claims what it is about to handle; what it has not
 * claimed can be taken back. Guarded by the lock of the {@link HandlerQueue}, save
 * {@link #claim()}.
 */
final class Run {

	private final List<Attempt> attempts;

	private final int step;

	private final long begunAt;

	private final AtomicInteger claimed = new AtomicInteger();

	private int end;

	private int returned;

	/**
	 * Create a run.
	 * @param attempts at least one message
	 * @param step how many go into one call
	 * @param begunAt when it begins, by {@link System#nanoTime()}
	 */
	Run(List<Attempt> attempts, int step, long begunAt) {
		this.attempts = attempts;
		this.step = step;
		this.begunAt = begunAt;
		this.end = attempts.size();
	}

	/**
	 * Claim what goes into the next call, for the worker; the call before has returned.
	 * @return messages, or none if the run is over
	 */
	List<Attempt> claim() {
		int from = this.claimed.getAndAdd(this.step);
		if (from >= this.attempts.size()) {
			return List.of();
		}
		return (this.step == 1) ? List.of(this.attempts.get(from)) : this.attempts;
	}

	/**
	 * Take back what the worker has not claimed: it claims nothing more.
	 * @return messages that no handler has begun, in order
	 */
	List<Attempt> recall() {
		int begun = Math.min(this.claimed.getAndSet(this.attempts.size()), this.end);
		List<Attempt> rest = this.attempts.subList(begun, this.end);
		this.end = begun;
		return rest;
	}

	/**
	 * Return what has returned since this was asked last, after a {@link #recall()}: all
	 * but the last call, which may be under way.
	 * @return messages
	 */
	List<Attempt> returnedBeforeLast() {
		return returned(Math.max(this.returned, this.end - this.step));
	}

	/**
	 * Return what has returned since this was asked last, now that the worker is back.
	 * @return messages
	 */
	List<Attempt> returned() {
		return returned(this.end);
	}

	private List<Attempt> returned(int until) {
		List<Attempt> news = this.attempts.subList(this.returned, until);
		this.returned = until;
		return news;
	}

	/**
	 * Return all messages that the run began with.
	 * @return messages, some of them perhaps taken back
	 */
	List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * Return whether a worker may have messages of it that no handler has begun.
	 * @return {@code false} if all go into one call
	 */
	boolean isDivisible() {
		return this.step < this.attempts.size();
	}

	boolean isOlderThan(long nanos, long now) {
		return now - this.begunAt >= nanos;
	}

	int unclaimed() {
		return Math.max(0, this.end - this.claimed.get());
	}

}
