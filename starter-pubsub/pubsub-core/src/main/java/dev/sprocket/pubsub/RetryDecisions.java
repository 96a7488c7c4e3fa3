// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose attempt failed, by the retry policy.
 */
final class RetryDecisions {

	/** For what others ask for, in a header for example. */
	static final Duration LONGEST = Duration.ofDays(365);

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
		return decide(this.policy, attempt, null, delay);
	}

	Verdict afterReject(Attempt attempt, @Nullable String reason) {
		return rejected(attempt, reason, null);
	}

	private Verdict rejected(Attempt attempt, @Nullable String reason, @Nullable Throwable error) {
		this.firstFailures.note(attempt, this.clock.instant());
		return new Verdict.Dead("rejected", (reason != null) ? reason : "no reason was given", error);
	}

	Verdict afterError(Attempt attempt, Throwable error) {
		RejectMessageException rejected = RetryPolicy.cause(error, RejectMessageException.class);
		if (rejected != null) {
			return rejected(attempt, rejected.getMessage(), error);
		}
		RetryPolicy own = this.policy.forError(error);
		if (own == null) {
			this.firstFailures.note(attempt, this.clock.instant());
			return new Verdict.Dead("not-retryable", error.toString(), error);
		}
		RetryLaterException later = RetryPolicy.cause(error, RetryLaterException.class);
		Verdict verdict = decide(own, attempt, error, (later != null) ? later.delay() : null);
		return (later != null && verdict instanceof Verdict.Retry retry) ? new Verdict.Retry(retry.delay(), later)
				: verdict;
	}

	Verdict afterUndecodable(Attempt attempt, Throwable error) {
		if (error instanceof ClaimUnavailableException later) {
			return new Verdict.Retry(later.pause(), error, false);
		}
		if (!(error instanceof UndecodableException)) {
			return afterError(attempt, error);
		}
		this.firstFailures.note(attempt, this.clock.instant());
		return new Verdict.Dead("undecodable", String.valueOf(error.getMessage()), error);
	}

	private Verdict decide(RetryPolicy own, Attempt attempt, @Nullable Throwable error, @Nullable Duration override) {
		Instant now = this.clock.instant();
		Instant first = this.firstFailures.note(attempt, now);
		Duration delay = (override != null) ? bounded(override) : backoff(own, attempt.number());
		if (attempt.number() >= own.attempts() || isPast(own, first, now.plus(delay))) {
			return new Verdict.Dead(Verdict.Dead.EXHAUSTED,
					(error != null) ? error.toString() : "the handler said nack", error, isPast(own, first, now));
		}
		return new Verdict.Retry(delay, error);
	}

	private static boolean isPast(RetryPolicy own, Instant first, Instant next) {
		return own.maxElapsed() != null && next.isAfter(first.plus(own.maxElapsed()));
	}

	/**
	 * Return the pause after a failed attempt.
	 * @param own the policy
	 * @param attempt its number, from 1
	 * @return the pause, jitter included
	 */
	Duration backoff(RetryPolicy own, int attempt) {
		return own.pauseAfter(attempt, own.jitter() * (2 * this.random.getAsDouble() - 1));
	}

	static Duration bounded(Duration delay) {
		if (delay.isNegative()) {
			return Duration.ZERO;
		}
		return (delay.compareTo(LONGEST) < 0) ? delay : LONGEST;
	}

}
