// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.TimeUnit;

/**
 * How long a batch waits for callers who have just been answered. Those who publish in a
 * loop are back within a fraction of the time that the backend takes, and a batch with
 * all of them costs one round trip where two halves in turn cost two: what PostgreSQL's
 * {@code commit_delay} is for. A caller who does not come back costs the others that
 * fraction at most. Guarded by the lock of the {@link SendQueue}.
 */
final class BatchDelay {

	private static final int SHARE = 4;

	private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** Less is not worth putting a thread to sleep. */
	private static final long MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	private int expected;

	private long nanos;

	private long until;

	/**
	 * Take note of a batch that the backend has answered.
	 * @param roundTripNanos how long that took
	 * @param messages how many are expected in the next batch
	 */
	void answered(long roundTripNanos, int messages) {
		long share = Math.min(roundTripNanos / SHARE, MAX_NANOS);
		this.nanos = (share >= MIN_NANOS) ? share : 0;
		this.expected = messages;
	}

	/**
	 * Begin to wait: the callers are on their way.
	 * @param now the time
	 */
	void begin(long now) {
		this.until = now + this.nanos;
	}

	/**
	 * Return whether there is nobody to wait for.
	 * @param messages how many are there
	 * @return {@code true} if the next batch can go
	 */
	boolean isComplete(int messages) {
		return this.nanos == 0 || messages >= this.expected;
	}

	/**
	 * Return how long the next batch has to wait yet.
	 * @param messages how many are there
	 * @param now the time
	 * @return nanoseconds, not positive if it can go
	 */
	long remaining(int messages, long now) {
		return isComplete(messages) ? 0 : this.until - now;
	}

}
