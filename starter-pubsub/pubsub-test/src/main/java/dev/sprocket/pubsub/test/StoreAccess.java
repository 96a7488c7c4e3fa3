// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.Optional;

import dev.sprocket.pubsub.spi.Backend;

/**
 * Opens a store in whichever process needs it: {@link KilledConsumerTests} consumes in
 * processes that it kills. A public class with a public constructor without parameters.
 */
public interface StoreAccess extends AutoCloseable {

	/**
	 * Return a backend on a store. Called once.
	 * @param store what names the store, such as its folder or its address
	 * @return a backend that the caller closes
	 */
	Backend open(List<String> store);

	/**
	 * Return the transactions of a store, for effects that are exactly-once.
	 * @param store what names the store
	 * @return empty by default
	 */
	default Optional<Transactions> transactions(List<String> store) {
		return Optional.empty();
	}

	/**
	 * Let go of what is open beside the backend.
	 */
	@Override
	default void close() {
	}

}
