// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.concurrent.Callable;

/**
 * Makes the effects of a handler on one data source exactly-once: the id of the message
 * is stored in the transaction in which the handler runs.
 */
public interface Inbox {

	/**
	 * Get ready; called when a subscription asks for an inbox, before it handles
	 * anything. Does nothing by default.
	 * @throws BackendException if the ids of messages cannot be stored
	 */
	default void prepare() {
	}

	/**
	 * Run a handler in a transaction, unless this group has handled the message before.
	 * @param group the group
	 * @param messageId what tells the message from all others of the group, its topic
	 * included; 255 characters at most
	 * @param handler the work
	 * @return {@code false} if it was handled before and did not run now
	 * @throws Exception what the handler threw, after the transaction was rolled back
	 */
	boolean handleOnce(String group, String messageId, Callable<?> handler) throws Exception;

}
