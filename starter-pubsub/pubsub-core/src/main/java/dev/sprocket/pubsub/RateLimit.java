// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.TimeUnit;

/**
 * How many messages may be fetched, by a token bucket that holds those of a tenth of a
 * second. Belongs to the engine thread, but for {@link #perSecond}.
 */
final class RateLimit {

	private static final long SECOND = TimeUnit.SECONDS.toMillis(1);

	private static final int BURSTS_PER_SECOND = 10;

	private volatile int perSecond;

	/** In messages times a second, so that no fraction is lost. */
	private long tokens;

	private long filledAt;

	void perSecond(int perSecond) {
		this.perSecond = perSecond;
	}

	int perSecond() {
		return this.perSecond;
	}

	int available(long now) {
		int rate = this.perSecond;
		if (rate == 0) {
			return Integer.MAX_VALUE;
		}
		long burst = Math.max(1, rate / BURSTS_PER_SECOND) * SECOND;
		this.tokens = Math.min(burst, this.tokens + Math.min(SECOND, Math.max(0, now - this.filledAt)) * rate);
		this.filledAt = now;
		return (int) (this.tokens / SECOND);
	}

	// What was made up while the fetch waited is made up before it is taken, or a burst
	// would follow on a burst.

	void taken(int messages, long now) {
		if (this.perSecond > 0) {
			available(now);
			this.tokens -= messages * SECOND;
		}
	}

	// Return when the next message may be fetched.

	long nextAt(long now) {
		if (available(now) > 0) {
			return Long.MAX_VALUE;
		}
		int rate = Math.max(1, this.perSecond);
		return now + (SECOND - this.tokens + rate - 1) / rate;
	}

}
