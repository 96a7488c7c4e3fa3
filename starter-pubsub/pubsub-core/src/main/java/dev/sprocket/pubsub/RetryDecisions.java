// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose attempt failed, by the retry policy.
 */
final class RetryDecisions {

	private static final int MAX_CAUSES = 32;

	private final RetryPolicy policy;

	private final Clock clock;

	private final DoubleSupplier random;

	private final FirstFailures firstFailures;

	RetryDecisions(RetryPolicy policy, Clock clock, DoubleSupplier random, FirstFailures firstFailures) {
		this.policy = policy;
		this.clock = clock;
		this.random = random;
		this.firstFailures = firstFailures;
	}

	Verdict afterNack(Attempt attempt, @Nullable Duration delay) {
		return decide(attempt, null, delay);
	}

	Verdict afterReject(Attempt attempt, String reason) {
		this.firstFailures.note(attempt.id(), this.clock.instant());
		return new Verdict.Dead("rejected", reason, null);
	}

	Verdict afterError(Attempt attempt, Throwable error) {
		RejectMessageException rejected = cause(error, RejectMessageException.class);
		if (rejected != null) {
			this.firstFailures.note(attempt.id(), this.clock.instant());
			return new Verdict.Dead("rejected", String.valueOf(rejected.getMessage()), error);
		}
		if (!isRetryable(error)) {
			this.firstFailures.note(attempt.id(), this.clock.instant());
			return new Verdict.Dead("not-retryable", error.toString(), error);
		}
		RetryLaterException later = cause(error, RetryLaterException.class);
		Verdict verdict = decide(attempt, error, (later != null) ? later.delay() : null);
		return (later != null && verdict instanceof Verdict.Retry retry)
				? new Verdict.Retry(retry.delay(), RetryLaterException.class.getName()) : verdict;
	}

	Verdict afterUndecodable(Attempt attempt, Throwable error) {
		if (!(error instanceof UndecodableException)) {
			return afterError(attempt, error);
		}
		this.firstFailures.note(attempt.id(), this.clock.instant());
		return new Verdict.Dead("undecodable", String.valueOf(error.getMessage()), error);
	}

	private Verdict decide(Attempt attempt, @Nullable Throwable error, @Nullable Duration override) {
		Instant now = this.clock.instant();
		Instant first = this.firstFailures.note(attempt.id(), now);
		Duration delay = (override != null) ? notNegative(override) : backoff(attempt.number());
		if (attempt.number() >= this.policy.attempts() || isPast(first, now.plus(delay))) {
			return new Verdict.Dead(Verdict.Dead.EXHAUSTED,
					(error != null) ? error.toString() : "the handler said nack", error);
		}
		return new Verdict.Retry(delay, (error != null) ? error.getClass().getName() : Verdict.Retry.NACK);
	}

	private boolean isPast(Instant first, Instant next) {
		return this.policy.maxElapsed() != null && next.isAfter(first.plus(this.policy.maxElapsed()));
	}

	/**
	 * Return the pause after a failed attempt.
	 * @param attempt its number, from 1
	 * @return the pause, jitter included
	 */
	Duration backoff(int attempt) {
		double nanos = this.policy.backoff().toNanos() * Math.pow(this.policy.multiplier(), attempt - 1);
		nanos = Math.min(nanos, this.policy.maxBackoff().toNanos());
		double share = this.policy.jitter() * (2 * this.random.getAsDouble() - 1);
		return Duration.ofNanos((long) (nanos * (1 + share)));
	}

	private boolean isRetryable(Throwable error) {
		if (matches(error, this.policy.notOn())) {
			return false;
		}
		return this.policy.on().isEmpty() || matches(error, this.policy.on());
	}

	private static boolean matches(Throwable error, Set<Class<? extends Throwable>> types) {
		for (Class<? extends Throwable> type : types) {
			if (cause(error, type) != null) {
				return true;
			}
		}
		return false;
	}

	private static <E extends Throwable> @Nullable E cause(Throwable error, Class<E> type) {
		Throwable cause = error;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
			cause = cause.getCause();
		}
		return null;
	}

	private static Duration notNegative(Duration delay) {
		return delay.isNegative() ? Duration.ZERO : delay;
	}

}
