// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Handles messages of a subscription; the functional twin of {@link Subscribe}.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
public interface MessageHandler<T> {

	/**
	 * Handle one message. Called by several threads at a time, as the concurrency of the
	 * subscription says. A normal return acknowledges it, an exception retries it by the
	 * policy of the subscription, unless the acknowledgment was used before.
	 * @param message the message
	 * @param acknowledgment to settle it otherwise; may be kept and used later, from any
	 * thread, where {@link AckMode#MANUAL} is set
	 * @throws Exception the attempt failed
	 */
	void handle(Message<T> message, Acknowledgment acknowledgment) throws Exception;

}
