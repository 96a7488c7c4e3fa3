// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * There is no backend, or there are several and none is chosen.
 */
final class BackendNotChosenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<BackendFactory> factories;

	BackendNotChosenException(List<BackendFactory> factories) {
		super(factories.isEmpty() ? "No pub/sub backend is on the class path"
				: factories.size() + " pub/sub backends are on the class path and none is chosen");
		this.factories = List.copyOf(factories);
	}

	List<BackendFactory> factories() {
		return this.factories;
	}

}
