// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * How many messages a subscription may fetch now. Belongs to the engine thread.
 *
 * @param context what the parts of the subscription share
 * @param breaker what lets through fewer while everything fails
 * @param rateLimit how many a second
 * @param capabilities those of the backend
 */
record Room(SubscriptionContext context, CircuitBreaker breaker, RateLimit rateLimit, Capabilities capabilities) {

	private static final long MAX_BYTES = 8L * 1024 * 1024;

	int capacity() {
		if (isOverweight() || mustWaitForReleases()) {
			return 0;
		}
		int allowed = Math.min(Math.min(free(), this.breaker.allowance()),
				this.rateLimit.available(this.context.clock().millis()));
		return (int) Math.max(0, Math.min(Math.min(allowed, lightEnough()), this.capabilities.limits().receiveBatch()));
	}

	// If what comes weighs as much as what came: what is fetched beyond the bound would
	// have to be given back, which brokers count as an attempt.

	private long lightEnough() {
		Outstanding outstanding = this.context.outstanding();
		return Math.max(1, (MAX_BYTES - outstanding.bytes()) / Math.max(1, outstanding.meanBytes()));
	}

	/**
	 * Return whether nothing is fetched until something is settled.
	 * @return {@code true} if there is no room
	 */
	boolean isFull() {
		return free() <= 0 || isOverweight();
	}

	private int free() {
		return this.context.queue().prefetch() - this.context.outstanding().size() + idle();
	}

	// What is fetched from a lane has no lease that runs, and nobody else could have it.
	// There a key that waits keeps no other from being fetched, up to the window of its
	// lane.

	private int idle() {
		if (!this.capabilities.cumulative() || this.context.spec().ordering() == Ordering.TOPIC) {
			return 0;
		}
		int blocked = (this.context.spec().batch() == null) ? this.context.queue().blocked() : 0;
		return blocked + this.context.outstanding().waiting();
	}

	private boolean isOverweight() {
		return this.context.outstanding().bytes() >= MAX_BYTES;
	}

	private boolean mustWaitForReleases() {
		return this.context.spec().ordering() != Ordering.NONE && this.context.settling().hasUnreleased();
	}

}
