// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Receiver;

/**
 * How the broker is told what became of messages: one by one, or by position. Belongs to
 * the engine thread.
 */
interface Settling {

	/**
	 * Take note of a message that was fetched.
	 * @param delivery the message
	 * @return the number of its attempt, or 0 if it is done already
	 */
	int begin(Delivery delivery);

	void done(Attempt attempt);

	void reject(Attempt attempt);

	/**
	 * Take note that a message became a dead letter and was acknowledged in one step.
	 * @param attempt the message
	 */
	void forwarded(Attempt attempt);

	/**
	 * Give a message back, or leave it to whoever gets its lane.
	 * @param attempt the message
	 * @param delay not before that
	 * @param attempted whether a handler began to work on it
	 */
	void release(Attempt attempt, Duration delay, boolean attempted);

	/**
	 * Take note that the engine itself waits for the next attempt.
	 * @param attempt the attempt that failed
	 */
	void failed(Attempt attempt);

	/**
	 * Keep a message for longer, where the broker has leases that can be extended.
	 * @param attempt the message
	 * @param lease from now
	 */
	void extend(Attempt attempt, Duration lease);

	/**
	 * Forget a message that is no longer ours.
	 * @param attempt the message
	 */
	void lost(Attempt attempt);

	/**
	 * Let a message whose lease is over come again, and after it what waited behind it.
	 * @param attempt the message
	 * @param behind what waited, in order
	 */
	void expired(Attempt attempt, List<Attempt> behind);

	/**
	 * Let messages go on that waited behind one that is no longer ours, and whose handler
	 * is not waited for any more.
	 * @param behind what waited, in order
	 */
	void freed(List<Attempt> behind);

	/**
	 * Return whether the broker still holds for us what is to be given back: of its key
	 * nothing else may be fetched.
	 * @return {@code true} while a release that failed waits to be repeated
	 */
	boolean hasUnreleased();

	/**
	 * Return when there is something to tell the broker that has waited for more of its
	 * kind.
	 * @return by the clock, {@link Long#MAX_VALUE} if there is nothing
	 */
	default long nextFlush() {
		return Long.MAX_VALUE;
	}

	/**
	 * Make sure with the next {@link #flush} that the broker knows, where it is told
	 * ahead otherwise: there is no later.
	 */
	default void beSure() {
	}

	/**
	 * Tell the broker.
	 * @param receiver the receiver
	 * @return how many messages are settled
	 */
	int flush(Receiver receiver);

}
