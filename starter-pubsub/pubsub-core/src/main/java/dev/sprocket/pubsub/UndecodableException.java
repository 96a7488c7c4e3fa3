// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * The body of a message cannot be turned into what the handler takes; no retry can help.
 */
final class UndecodableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UndecodableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
