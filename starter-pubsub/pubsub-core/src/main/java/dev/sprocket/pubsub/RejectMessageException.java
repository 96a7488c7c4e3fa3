// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler: this message will never work, dead-letter it now.
 */
public class RejectMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param reason for the person who reads the dead letter, or {@code null}
	 */
	public RejectMessageException(@Nullable String reason) {
		super(reason);
	}

}
