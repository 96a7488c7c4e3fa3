// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

/**
 * A request that is not what it says.
 */
final class UnreadableRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnreadableRequestException(String message) {
		super(message);
	}

}
