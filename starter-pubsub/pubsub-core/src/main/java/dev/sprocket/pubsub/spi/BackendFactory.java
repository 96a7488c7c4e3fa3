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
	 * Return when the backend is used although {@code sprocket.pubsub.backend} names
	 * none.
	 * @return {@link Selection#BY_DEFAULT} unless it says otherwise
	 */
	default Selection selection() {
		return Selection.BY_DEFAULT;
	}

	/**
	 * Make the backend; called at most once.
	 * @return the backend; the engine closes it
	 */
	Backend create();

	/**
	 * When a backend is used that nobody has named.
	 */
	enum Selection {

		/** Wherever it is on the class path; of several one must be named. */
		BY_DEFAULT,

		/** If there is none that is used by default: it may be there for tests only. */
		IF_ALONE,

		/** Never: it comes with another one, or is for single topics. */
		BY_NAME

	}

}
