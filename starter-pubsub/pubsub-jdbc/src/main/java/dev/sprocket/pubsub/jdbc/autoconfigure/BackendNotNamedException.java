// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

/**
 * On Kubernetes the embedded backend has to be chosen by name.
 */
final class BackendNotNamedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BackendNotNamedException(String backend) {
		super("The pub/sub backend '" + backend + "' keeps messages on the disk of one pod and was not chosen by name");
	}

}
