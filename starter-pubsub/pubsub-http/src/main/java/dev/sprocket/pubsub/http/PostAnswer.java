// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * What a request was answered.
 *
 * @param status the status
 * @param retryAfter when to send it again at the earliest, or {@code null} if the answer
 * does not say
 * @param exact whether that is to the millisecond, as a Sprocket receiver says it: it
 * knows when, others are asked again with growing pauses
 * @param attempted whether the receiver says that a handler has begun to work on it
 */
public record PostAnswer(int status, @Nullable Duration retryAfter, boolean exact, boolean attempted) {

	/**
	 * Return whether the receiver has taken the message over.
	 * @return {@code true} for 2xx; a redirect is none
	 */
	public boolean isDone() {
		return this.status / 100 == 2;
	}

	/**
	 * Return whether it is this message that the receiver refuses, and not whoever sends,
	 * or now.
	 * @return {@code true} if sending it again makes no sense
	 */
	public boolean isRejected() {
		return switch (kind()) {
			case INVALID, TOO_LARGE -> true;
			default -> false;
		};
	}

	/**
	 * Return what kind of failure the status is.
	 * @return the kind
	 */
	public ErrorKind kind() {
		return switch (this.status) {
			case 401, 403, 407 -> ErrorKind.PERMISSION_DENIED;
			case 404, 405, 410, 421 -> ErrorKind.NOT_FOUND;
			case 413, 414, 431 -> ErrorKind.TOO_LARGE;
			case 408, 504 -> ErrorKind.TIMEOUT;
			case 425, 429 -> ErrorKind.UNAVAILABLE;
			default -> (this.status / 100 == 4) ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE;
		};
	}

}
