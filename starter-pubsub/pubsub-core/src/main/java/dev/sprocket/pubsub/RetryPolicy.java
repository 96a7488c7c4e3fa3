// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How often and when a failed message is tried again.
 *
 * @param attempts how often a message is given to a handler at most, the first included;
 * 5 by default
 * @param backoff pause before the second attempt; 200 ms by default
 * @param multiplier each pause is that many times the one before, at least 1: pauses do
 * not get shorter; 3 by default
 * @param maxBackoff no pause is longer; 60 s by default
 * @param jitter each pause is longer or shorter by up to this share of it; 0.2 by default
 * @param maxElapsed no attempt begins later than that after the first failure, or
 * {@code null} for no such limit
 * @param on which exceptions and their subclasses this is for, causes included; empty
 * means all
 * @param notOn these exceptions and their subclasses are never retried, causes included
 * @param otherwise the policy for the exceptions that this one is not for, or
 * {@code null}: they are not retried
 */
public record RetryPolicy(int attempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter,
		@Nullable Duration maxElapsed, Set<Class<? extends Throwable>> on, Set<Class<? extends Throwable>> notOn,
		@Nullable RetryPolicy otherwise) {

	private static final int MAX_CAUSES = 32;

	/** Five attempts with pauses of about 0.2, 0.6, 1.8 and 5.4 seconds. */
	public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofMillis(200), 3, Duration.ofSeconds(60), 0.2,
			null, Set.of(), Set.of());

	/** One attempt. */
	public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0, null, Set.of(),
			Set.of());

	/**
	 * Create a policy; what it is not for is not retried.
	 * @param attempts see {@link #attempts()}
	 * @param backoff see {@link #backoff()}
	 * @param multiplier see {@link #multiplier()}
	 * @param maxBackoff see {@link #maxBackoff()}
	 * @param jitter see {@link #jitter()}
	 * @param maxElapsed see {@link #maxElapsed()}
	 * @param on see {@link #on()}
	 * @param notOn see {@link #notOn()}
	 */
	public RetryPolicy(int attempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter,
			@Nullable Duration maxElapsed, Set<Class<? extends Throwable>> on, Set<Class<? extends Throwable>> notOn) {
		this(attempts, backoff, multiplier, maxBackoff, jitter, maxElapsed, on, notOn, null);
	}

	/**
	 * Return this policy with another one behind it.
	 * @param otherwise what holds for exceptions that no policy before it is for
	 * @return a copy
	 */
	public RetryPolicy otherwise(RetryPolicy otherwise) {
		RetryPolicy last = (this.otherwise != null) ? this.otherwise.otherwise(otherwise) : otherwise;
		return new RetryPolicy(this.attempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter,
				this.maxElapsed, this.on, this.notOn, last);
	}

	/**
	 * Return the policy for an exception.
	 * @param error what a handler threw
	 * @return this one or one behind it, or {@code null} if it is not to be retried
	 */
	@Nullable RetryPolicy forError(Throwable error) {
		if (matches(error, this.notOn)) {
			return null;
		}
		if (this.on.isEmpty() || matches(error, this.on)) {
			return this;
		}
		return (this.otherwise != null) ? this.otherwise.forError(error) : null;
	}

	/**
	 * Return how often a message is tried at most, whatever its handler throws.
	 * @return the number of attempts, the first included
	 */
	public int mostAttempts() {
		return (this.otherwise != null) ? Math.max(this.attempts, this.otherwise.mostAttempts()) : this.attempts;
	}

	private static boolean matches(Throwable error, Set<Class<? extends Throwable>> types) {
		return types.stream().anyMatch((type) -> cause(error, type) != null);
	}

	static <E extends Throwable> @Nullable E cause(Throwable error, Class<E> type) {
		Throwable cause = error;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
			cause = cause.getCause();
		}
		return null;
	}

}
