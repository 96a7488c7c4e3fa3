// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

/**
 * Thrown by a handler: this attempt failed, and the next one makes sense after that
 * delay. Counts as an attempt.
 */
public class RetryLaterException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Duration delay;

	/**
	 * Create an exception.
	 * @param delay instead of the delay of the policy
	 */
	public RetryLaterException(Duration delay) {
		super("Retry after " + delay);
		this.delay = delay;
	}

	/**
	 * Return the delay.
	 * @return not before that
	 */
	public Duration delay() {
		return this.delay;
	}

}
