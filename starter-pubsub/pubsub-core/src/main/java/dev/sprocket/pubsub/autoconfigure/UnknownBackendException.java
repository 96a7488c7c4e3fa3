// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * A property names a backend that is not on the class path.
 */
final class UnknownBackendException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String name;

	private final transient List<String> known;

	UnknownBackendException(String property, String name, List<BackendFactory> factories) {
		super(property + " is '" + name + "', and no backend of that name is on the class path");
		this.property = property;
		this.name = name;
		this.known = factories.stream().map(BackendFactory::name).sorted().toList();
	}

	String property() {
		return this.property;
	}

	String name() {
		return this.name;
	}

	List<String> known() {
		return this.known;
	}

}
