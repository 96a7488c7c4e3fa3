// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a subscription.
 *
 * @param state what it does
 * @param inFlight messages in the hands of handlers
 * @param buffered messages fetched and not begun
 * @param concurrency how many may be handled at a time
 * @param rateLimit how many may be fetched a second, or 0 for no limit
 * @param lastSettledAt when a message was last settled, or {@code null} if none was
 * @param stalledSince since when messages wait and none was settled, or {@code null}
 * unless that is so for longer than {@link PubSubBuilder#progressTimeout}
 * @param failure why it cannot go on at the moment, or {@code null} if it can
 */
public record SubscriptionStatus(State state, int inFlight, int buffered, int concurrency, int rateLimit,
		@Nullable Instant lastSettledAt, @Nullable Instant stalledSince, @Nullable String failure) {

	/**
	 * What a subscription does.
	 */
	public enum State {

		/** Fetches and handles. */
		RUNNING,

		/** Was told to pause. */
		PAUSED,

		/** Tries one message now and then: see {@link CircuitBreakerPolicy}. */
		CIRCUIT_OPEN,

		/** Backs off: the broker fails. */
		BACKING_OFF,

		/** Finishes and fetches nothing more. */
		DRAINING,

		/** Is over. */
		CLOSED

	}

}
