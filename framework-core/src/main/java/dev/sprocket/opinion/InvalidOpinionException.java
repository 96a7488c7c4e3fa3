// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import org.jspecify.annotations.Nullable;

/**
 * An opinion file does not follow the format.
 */
final class InvalidOpinionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String location;

	private final String problem;

	InvalidOpinionException(String location, String problem) {
		this(location, problem, null);
	}

	InvalidOpinionException(String location, String problem, @Nullable Throwable cause) {
		super("Opinion file " + location + " is refused: " + problem, cause);
		this.location = location;
		this.problem = problem;
	}

	String location() {
		return this.location;
	}

	String problem() {
		return this.problem;
	}

}
