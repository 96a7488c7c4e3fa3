// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Makes the outbox of an engine whose backend has none of its own.
 */
@FunctionalInterface
public interface OutboxFactory {

	/**
	 * Make an outbox that relays to a backend; called once for each engine.
	 * @param backend the backend, for its name and limits
	 * @param sender the sender of the engine, which stays open until the outbox is closed
	 * @return the outbox; the engine closes it
	 * @throws BackendException if its store cannot be used
	 */
	Outbox create(Backend backend, Sender sender);

}
