// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

/**
 * A schema is configured, and there is nothing to check it with.
 */
final class SchemaLibraryMissingException extends RuntimeException {

	static final String ARTIFACT = "com.networknt:json-schema-validator";

	private static final long serialVersionUID = 1L;

	private final String property;

	SchemaLibraryMissingException(String property) {
		super(property + " is set, and " + ARTIFACT + ", which checks JSON Schemas, is not on the class path");
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
