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

	private static final int ENOUGH = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

	private static final int WEIGHT = 16;

	/** Slow until shown otherwise. */
	private long meanNanos = TimeUnit.MILLISECONDS.toNanos(1);

	private boolean stalled;

	void returned(long nanos) {
		this.stalled = false;
		this.meanNanos += (nanos - this.meanNanos) / WEIGHT;
	}

	/**
	 * Take note that no handler has returned for a moment.
	 */
	void stalled() {
		this.stalled = true;
	}

	boolean isFast() {
		return this.meanNanos < FAST_NANOS && !this.stalled;
	}

	/**
	 * Return whether more threads would only get into each other's way.
	 * @param running how many are with handlers
	 * @return {@code true} while handlers are fast and that many are enough
	 */
	boolean suffices(int running) {
		return isFast() && running >= ENOUGH;
	}

	int prefetch(int concurrency) {
		return isFast() ? MAX_PREFETCH : Math.max(2 * concurrency, MIN_PREFETCH);
	}

}
