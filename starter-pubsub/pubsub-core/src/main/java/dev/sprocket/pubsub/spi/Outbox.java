// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.List;

/**
 * Publishes inside a transaction of the caller: the message exists if and only if the
 * transaction commits. Where the store of the transaction is not the backend itself, the
 * outbox relays what was committed to the backend, on a thread of its own and as long as
 * it takes.
 */
public interface Outbox extends AutoCloseable {

	/**
	 * Return whether a transaction that this outbox can join is active on this thread.
	 * @return {@code true} if {@link #enlist} would join it
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
