// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The latest moment by which a step must be over, on the monotonic clock of this process.
 * Immutable.
 */
public final class Deadline {

	/** A difference on the monotonic clock is at most 292 years: this is half of it. */
	private static final long FAR = Long.MAX_VALUE / 2;

	private final long nanoTime;

	private Deadline(long nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Return a deadline that far from now.
	 * @param budget the time left; zero or negative means over, more than 146 years that
	 * much
	 * @return the deadline
	 */
	public static Deadline after(Duration budget) {
		long nanos = TimeUnit.NANOSECONDS.convert(budget);
		return new Deadline(System.nanoTime() + Math.max(0, Math.min(nanos, FAR)));
	}

	/**
	 * Return the time left.
	 * @return the time left, never negative
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.nanoTime - System.nanoTime()));
	}

	/**
	 * Return whether the moment has passed.
	 * @return {@code true} when no time is left
	 */
	public boolean isOver() {
		return this.nanoTime - System.nanoTime() <= 0;
	}

	/**
	 * Return the earlier of this deadline and one that far from now.
	 * @param budget the other limit
	 * @return the earlier deadline
	 */
	public Deadline atMost(Duration budget) {
		Deadline other = after(budget);
		return (other.nanoTime - this.nanoTime < 0) ? other : this;
	}

}
