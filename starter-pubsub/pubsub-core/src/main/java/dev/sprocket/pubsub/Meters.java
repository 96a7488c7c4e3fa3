// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * What the engine counts. Does nothing unless a registry is there.
 */
interface Meters {

	/** Counts nothing. */
	Meters NONE = new Meters() {

	};

	/**
	 * Count a publish.
	 * @param topic the topic
	 * @param start when it began, by {@link System#nanoTime()}
	 * @param failure why it failed, if it did
	 */
	default void published(String topic, long start, @Nullable PubSubException failure) {
	}

	/**
	 * Return what counts for one subscription.
	 * @param spec the subscription
	 * @param queue its queue
	 * @return the meters
	 */
	default SubscriptionMeters subscription(SubscriptionSpec<?> spec, HandlerQueue queue) {
		return SubscriptionMeters.NONE;
	}

	/**
	 * What is counted for one subscription.
	 */
	interface SubscriptionMeters {

		/** Counts nothing. */
		SubscriptionMeters NONE = new SubscriptionMeters() {

		};

		default void consumed(int messages) {
		}

		default void processed(long nanos, @Nullable Verdict verdict) {
		}

		/**
		 * Count what became of a message of a batch.
		 * @param verdict the verdict
		 */
		default void decided(@Nullable Verdict verdict) {
		}

		/**
		 * Count a batch.
		 * @param messages how many the handler was given
		 * @param nanos how long it took
		 * @param error what it threw, if anything
		 */
		default void handledBatch(int messages, long nanos, @Nullable Throwable error) {
		}

		default void dead(String reason) {
		}

		default void failedSettlement() {
		}

		default void progress(Progress progress, CircuitBreaker breaker) {
		}

		default void closed() {
		}

	}

}
