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
 * @param maxElapsed no attempt begins later than that after the first failure, save the
 * one with which a circuit that is open looks, or {@code null} for no such limit
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
			null, Set.of(), Set.of(), null);

	/** One attempt. */
	public static final RetryPolicy NONE = fixed(1, Duration.ZERO);

	public RetryPolicy {
		on = Set.copyOf(on);
		notOn = Set.copyOf(notOn);
	}

	/**
	 * Create a policy whose pauses are all the same, without jitter.
	 * @param attempts see {@link #attempts()}
	 * @param pause before each attempt but the first
	 * @return a policy for all exceptions
	 */
	public static RetryPolicy fixed(int attempts, Duration pause) {
		return new RetryPolicy(attempts, pause, 1, pause, 0, null, Set.of(), Set.of(), null);
	}

	/**
	 * Set how often a message is tried.
	 * @param attempts at most, the first attempt included; at least 1
	 * @return a copy with it
	 */
	public RetryPolicy attempts(int attempts) {
		return new RetryPolicy(attempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter, this.maxElapsed,
				this.on, this.notOn, this.otherwise);
	}

	/**
	 * Set how pauses grow.
	 * @param backoff before the second attempt
	 * @param multiplier each pause is that many times the one before, at least 1
	 * @param maxBackoff no pause is longer
	 * @return a copy with it
	 */
	public RetryPolicy backoff(Duration backoff, double multiplier, Duration maxBackoff) {
		return new RetryPolicy(this.attempts, backoff, multiplier, maxBackoff, this.jitter, this.maxElapsed, this.on,
				this.notOn, this.otherwise);
	}

	/**
	 * Set by how much pauses differ.
	 * @param jitter the share of a pause by which it is longer or shorter at most, from 0
	 * to 1
	 * @return a copy with it
	 */
	public RetryPolicy jitter(double jitter) {
		return new RetryPolicy(this.attempts, this.backoff, this.multiplier, this.maxBackoff, jitter, this.maxElapsed,
				this.on, this.notOn, this.otherwise);
	}

	/**
	 * Set how long a message is tried.
	 * @param maxElapsed no attempt begins later than that after the first failure, or
	 * {@code null} for no such limit
	 * @return a copy with it
	 */
	public RetryPolicy maxElapsed(@Nullable Duration maxElapsed) {
		return new RetryPolicy(this.attempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter, maxElapsed,
				this.on, this.notOn, this.otherwise);
	}

	/**
	 * Set which exceptions this is for.
	 * @param on these, their subclasses and what is caused by them; none for all
	 * @return a copy with it
	 */
	public RetryPolicy on(Set<Class<? extends Throwable>> on) {
		return new RetryPolicy(this.attempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter,
				this.maxElapsed, on, this.notOn, this.otherwise);
	}

	/**
	 * Set which exceptions are never retried.
	 * @param notOn these, their subclasses and what is caused by them
	 * @return a copy with it
	 */
	public RetryPolicy notOn(Set<Class<? extends Throwable>> notOn) {
		return new RetryPolicy(this.attempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter,
				this.maxElapsed, this.on, notOn, this.otherwise);
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
	 * Return the pause after a failed attempt, without jitter.
	 * @param attempt its number, from 1
	 * @return at most {@link #maxBackoff()}
	 */
	public Duration pauseAfter(int attempt) {
		return pauseAfter(attempt, 0);
	}

	/**
	 * Return the pause after a failed attempt.
	 * @param attempt its number, from 1
	 * @param share the share of it by which it is longer, or shorter if negative
	 * @return at most {@link #maxBackoff()}
	 */
	Duration pauseAfter(int attempt, double share) {
		double nanos = this.backoff.toNanos() * Math.pow(this.multiplier, attempt - 1);
		return Duration.ofNanos((long) Math.min(nanos * (1 + share), this.maxBackoff.toNanos()));
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
