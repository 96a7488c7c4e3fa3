// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

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
		this("Retry after " + delay, delay, null);
	}

	/**
	 * Create an exception for something that failed and said when to come again. For the
	 * {@linkplain CircuitBreakerPolicy circuit} of the subscription that is a failure as
	 * if the cause had been thrown.
	 * @param delay instead of the delay of the policy
	 * @param cause what failed
	 */
	public RetryLaterException(Duration delay, Throwable cause) {
		this("Retry after " + delay + ": " + cause.getMessage(), delay, cause);
	}

	private RetryLaterException(String message, Duration delay, @Nullable Throwable cause) {
		super(message, cause);
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
