// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.Nullable;

/**
 * The only exception that a backend throws.
 */
public class BackendException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorKind kind;

	/**
	 * Create an exception.
	 * @param kind the kind
	 * @param message what happened with the name of the thing, and what to do
	 * @param cause the exception of the client, or {@code null}
	 */
	public BackendException(ErrorKind kind, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	/**
	 * Return the kind.
	 * @return the kind
	 */
	public ErrorKind kind() {
		return this.kind;
	}

	/**
	 * Return whether the same call may work later.
	 * @return {@code true} for {@link ErrorKind#UNAVAILABLE}, {@link ErrorKind#TIMEOUT}
	 * and {@link ErrorKind#FULL}
	 */
	public boolean isRetryable() {
		return switch (this.kind) {
			case UNAVAILABLE, TIMEOUT, FULL -> true;
			default -> false;
		};
	}

}
