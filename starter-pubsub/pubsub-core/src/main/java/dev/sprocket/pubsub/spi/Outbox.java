// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Publishes inside a transaction of the caller: the message exists if and only if the
 * transaction commits. Where the store of the transaction is not the backend itself, the
 * outbox relays what was committed to the backend, on a thread of its own and as long as
 * it takes. It may then keep delayed messages and dead letters, too, for a backend that
 * cannot.
 */
public interface Outbox extends AutoCloseable {

	/**
	 * Return whether a transaction that this outbox can join is active on this thread.
	 * @return {@code true} if {@link #enlist} would join it
	 * @throws BackendException if the connection of the transaction cannot say
	 */
	boolean isTransactionActive();

	/**
	 * Store the messages in the transaction of this thread. Returns when they are written
	 * there; they become visible with the commit. The engine has checked what the backend
	 * limits, so that nothing is committed that cannot be sent.
	 * @param messages the messages, in order
	 * @throws BackendException {@link ErrorKind#INVALID} if the transaction is read-only;
	 * whatever the store throws otherwise, which must make the transaction fail
	 */
	void enlist(List<OutboundMessage> messages);

	/**
	 * Return for how long this outbox can keep a message until it is due, for a backend
	 * without {@link Capability#DELAYED_DELIVERY}.
	 * @return the longest delay; zero, the default, if it keeps none
	 */
	default Duration maxDeliveryDelay() {
		return Duration.ZERO;
	}

	/**
	 * Store messages in a transaction of their own, to reach the backend when they are
	 * due. Called only where {@link #maxDeliveryDelay()} is positive.
	 * @param batch the messages, each with the moment it is due
	 * @return as {@link Sender#send}
	 */
	default CompletableFuture<List<SendOutcome>> hold(List<OutboundMessage> batch) {
		return CompletableFuture
			.failedFuture(new BackendException(ErrorKind.UNSUPPORTED, "This outbox keeps no delayed messages", null));
	}

	/**
	 * Return where dead letters can be found of a backend without
	 * {@link Backend#browser()}.
	 * @return the index, or {@code null}, the default, if this outbox keeps none; always
	 * the same
	 */
	default @Nullable LetterIndex letterIndex() {
		return null;
	}

	/**
	 * Return what was committed and has not reached the backend yet.
	 * @return nothing, where the store is the backend
	 * @throws BackendException if the store cannot be read
	 */
	default OutboxBacklog backlog() {
		return OutboxBacklog.NONE;
	}

	/**
	 * Wait until what was committed before has reached the backend. Returns early if the
	 * backend does not take it: it is safe where it is.
	 * @param timeout how long to wait at most
	 */
	default void flush(Duration timeout) {
	}

	/**
	 * Stop relaying; what is left is relayed by another process or after the next start.
	 * Idempotent.
	 */
	@Override
	default void close() {
	}

}
