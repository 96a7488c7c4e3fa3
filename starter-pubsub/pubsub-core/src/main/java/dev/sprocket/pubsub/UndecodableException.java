// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * The body of a message cannot be turned into what the handler takes; no retry can help.
 */
public class UndecodableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what the body is not, and why
	 * @param cause the cause, or {@code null}
	 */
	public UndecodableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
