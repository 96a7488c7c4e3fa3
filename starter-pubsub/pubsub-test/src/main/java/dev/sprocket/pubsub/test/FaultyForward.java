// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;

/**
 * Fails to store what a message becomes, as a {@link FaultySender} does.
 *
 * @param delegate stores it
 * @param line the faults
 */
record FaultyForward(AtomicForward delegate, FaultLine line) implements AtomicForward {

	@Override
	public SettleOutcome forward(Receiver receiver, Delivery source, OutboundMessage target) {
		BackendException failure = this.line.sends().failure(target);
		if (failure != null) {
			return SettleOutcome.failed(failure);
		}
		Receiver behind = ((FaultyReceiver) receiver).delegate();
		SettleOutcome outcome = this.line.call(() -> this.delegate.forward(behind, source, target));
		if (outcome.status() == SettleOutcome.Status.DONE) {
			this.line.recordSent(target);
		}
		return outcome;
	}

}
