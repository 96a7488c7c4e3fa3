// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.List;

/**
 * Publishes inside a transaction of the caller: the message exists if and only if the
 * transaction commits.
 */
public interface Outbox {

	/**
	 * Return whether a transaction that this outbox can join is active on this thread.
	 * @return {@code true} if {@link #enlist} would join it
	 */
	boolean isTransactionActive();

	/**
	 * Store the messages in the transaction of this thread. Returns when they are written
	 * there; they become visible with the commit.
	 * @param messages the messages, in order
	 * @throws BackendException {@link ErrorKind#INVALID} if the transaction is read-only;
	 * whatever the store throws otherwise, which must make the transaction fail
	 */
	void enlist(List<OutboundMessage> messages);

}
