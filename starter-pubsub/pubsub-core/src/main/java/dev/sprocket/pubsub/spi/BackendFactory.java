// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Makes a backend when it is first needed. Declare one bean for each backend on the class
 * path: {@code sprocket.pubsub.backend} chooses between them by name.
 */
public interface BackendFactory {

	/**
	 * Return the name of the backend.
	 * @return a lower-case word
	 */
	String name();

	/**
	 * Return the artifact that brought the backend, for messages to the user.
	 * @return the artifact id, such as {@code sprocket-pubsub-kafka}
	 */
	String artifact();

	/**
	 * Make the backend; called at most once.
	 * @return the backend; the engine closes it
	 */
	Backend create();

}
