// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

/**
 * On Kubernetes the embedded backend has to be chosen by name.
 */
final class BackendNotNamedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	/**
	 * Create an exception.
	 * @param backend the name of the backend
	 * @param property what would choose it
	 */
	BackendNotNamedException(String backend, String property) {
		super("The pub/sub backend '" + backend + "' keeps messages on the disk of one pod and was not chosen by name");
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
