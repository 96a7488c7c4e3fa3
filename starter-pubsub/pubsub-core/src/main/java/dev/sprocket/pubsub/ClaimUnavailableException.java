// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The body of a message cannot be had now: nothing is wrong with the message, however
 * long that lasts.
 */
final class ClaimUnavailableException extends PubSubException {

	private static final long serialVersionUID = 1L;

	private final Duration pause;

	ClaimUnavailableException(String message, Duration pause, Throwable cause) {
		super(ErrorKind.UNAVAILABLE, message, cause);
		this.pause = pause;
	}

	/**
	 * Return when to ask again.
	 * @return how much later
	 */
	Duration pause() {
		return this.pause;
	}

}
