// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.TimeUnit;

/**
 * How fast handlers are. Where they are much faster than a thread can be woken, fewer
 * threads are woken and more is fetched at a time. Guarded by the lock of the
 * {@link HandlerQueue}.
 */
final class HandlerPace {

	private static final int MIN_PREFETCH = 100;

	private static final int MAX_PREFETCH = 1_000;

	private static final long FAST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	/** How long a worker may be at what it took before it counts as stalled. */
	static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int WEIGHT = 16;

	private static final int MAX_RUN = 64;

	private static final long RUN_NANOS = STALL_NANOS / 4;

	/** Slow until shown otherwise. */
	private long meanNanos = TimeUnit.MILLISECONDS.toNanos(1);

	private final int enough;

	HandlerPace() {
		this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
	}

	/**
	 * Create the pace of the handlers of one subscription.
	 * @param enough how many threads keep the machine busy where handlers are fast
	 */
	HandlerPace(int enough) {
		this.enough = enough;
	}

	/**
	 * Take note that a handler has returned.
	 * @param nanos how long it took
	 */
	void returned(long nanos) {
		this.meanNanos += (nanos - this.meanNanos) / WEIGHT;
	}

	boolean isFast() {
		return this.meanNanos < FAST_NANOS;
	}

	/**
	 * Return whether more threads would only get into each other's way.
	 * @param workers how many are with handlers and have not stalled
	 * @return {@code true} while handlers are fast and that many are enough
	 */
	boolean suffices(int workers) {
		return isFast() && workers >= this.enough;
	}

	/**
	 * Return how many messages a worker is to take at a time: it is back well before it
	 * counts as stalled.
	 * @return one where handlers are slow
	 */
	int runLength() {
		return isFast() ? (int) Math.min(MAX_RUN, RUN_NANOS / Math.max(1, this.meanNanos)) : 1;
	}

	int prefetch(int concurrency) {
		return isFast() ? MAX_PREFETCH : Math.max(2 * concurrency, MIN_PREFETCH);
	}

}
