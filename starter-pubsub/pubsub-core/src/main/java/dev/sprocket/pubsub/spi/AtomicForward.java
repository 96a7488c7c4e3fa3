// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Stores one message and acknowledges another in one step: both or none.
 */
public interface AtomicForward {

	/**
	 * Store a dead letter and acknowledge its source.
	 * @param receiver the receiver that the delivery came from; called on its engine
	 * thread
	 * @param source the delivery
	 * @param target the message to store
	 * @return {@link SettleOutcome#STALE} if the delivery is no longer ours; then nothing
	 * was stored
	 */
	SettleOutcome forward(Receiver receiver, Delivery source, OutboundMessage target);

}
