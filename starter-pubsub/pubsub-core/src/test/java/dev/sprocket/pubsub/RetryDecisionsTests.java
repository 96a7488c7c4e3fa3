// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReservedHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether and when a failed message is tried again.
 */
class RetryDecisionsTests {

	private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

	private final FirstFailures failures = new FirstFailures();

	private RetryDecisions decisions(RetryPolicy policy, double random) {
		return new RetryDecisions(policy, CLOCK, () -> random, this.failures);
	}

	private static Attempt attempt(int number) {
		return attempt(number, Map.of());
	}

	private static Attempt attempt(int number, Map<String, String> headers) {
		HandlerQueue queue = Queues.single(Ordering.NONE, 1);
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, "token", number, null, null, headers, new byte[0], null);
		return new Attempt("topic", delivery, number, queue,
				new RetryDecisions(RetryPolicy.DEFAULT, CLOCK, () -> 0.5, new FirstFailures()));
	}

	private static RetryPolicy retrying(Set<Class<? extends Throwable>> on, Set<Class<? extends Throwable>> notOn) {
		return RetryPolicy.DEFAULT.attempts(5)
			.backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(10))
			.jitter(0)
			.on(on)
			.notOn(notOn);
	}

	@ParameterizedTest
	@CsvSource({ "1, 200", "2, 600", "3, 1800", "4, 5400", "5, 16200", "6, 48600", "7, 60000", "500, 60000" })
	void pausesGrowUpToTheLongest(int attempt, long millis) {
		assertThat(decisions(RetryPolicy.DEFAULT, 0.5).backoff(RetryPolicy.DEFAULT, attempt))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "0, 160", "0.5, 200", "1, 240" })
	void jitterStaysInsideItsShare(double random, long millis) {
		assertThat(decisions(RetryPolicy.DEFAULT, random).backoff(RetryPolicy.DEFAULT, 1))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void jitterDoesNotPassTheLongestPause() {
		assertThat(decisions(RetryPolicy.DEFAULT, 1).backoff(RetryPolicy.DEFAULT, 7)).isEqualTo(Duration.ofSeconds(60));
		assertThat(decisions(RetryPolicy.DEFAULT, 0).backoff(RetryPolicy.DEFAULT, 500))
			.isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void whenAMessageWasRedrivenThenItsTimeBeginsAnew() {
		RetryPolicy day = RetryPolicy.DEFAULT.attempts(9)
			.backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(1))
			.jitter(0)
			.maxElapsed(Duration.ofDays(1));
		SteppingClock clock = new SteppingClock();
		RetryDecisions decisions = new RetryDecisions(day, clock, () -> 0.5, this.failures);
		IOException error = new IOException("away");
		assertThat(decisions.afterError(attempt(1), error)).isInstanceOf(Verdict.Retry.class);
		clock.millis += Duration.ofDays(2).toMillis();
		assertThat(decisions.afterError(attempt(2), error))
			.isEqualTo(new Verdict.Dead(Verdict.Dead.EXHAUSTED, "java.io.IOException: away", error, true));
		assertThat(decisions.afterError(attempt(1, Map.of(ReservedHeaders.REDRIVES, "1")), error))
			.isInstanceOf(Verdict.Retry.class);
	}

	@Test
	void aRejectionWithoutAReasonSaysSo() {
		RetryDecisions decisions = decisions(RetryPolicy.DEFAULT, 0.5);
		RejectMessageException error = new RejectMessageException(null);
		assertThat(decisions.afterReject(attempt(1), null))
			.isEqualTo(new Verdict.Dead("rejected", "no reason was given", null));
		assertThat(decisions.afterError(attempt(1), error))
			.isEqualTo(new Verdict.Dead("rejected", "no reason was given", error));
	}

	@Test
	void theFirstPolicyThatIsForTheExceptionHolds() {
		RetryPolicy policy = retrying(Set.of(UncheckedIOException.class), Set.of())
			.otherwise(retrying(Set.of(IllegalStateException.class), Set.of(UnsupportedOperationException.class)))
			.otherwise(RetryPolicy.NONE);
		assertThat(policy.forError(new UncheckedIOException(new IOException()))).isSameAs(policy);
		assertThat(policy.forError(new IllegalArgumentException(new IllegalStateException())))
			.isSameAs(policy.otherwise());
		assertThat(policy.forError(new IllegalStateException(new UnsupportedOperationException()))).isNull();
		assertThat(policy.forError(new IllegalArgumentException())).isSameAs(RetryPolicy.NONE);
		assertThat(retrying(Set.of(IOException.class), Set.of()).forError(new IllegalStateException())).isNull();
	}

	@Test
	void theLastAttemptIsFollowedByADeadLetter() {
		RetryDecisions decisions = decisions(RetryPolicy.DEFAULT, 0.5);
		RuntimeException error = new IllegalStateException("no");
		assertThat(decisions.afterError(attempt(4), error))
			.isEqualTo(new Verdict.Retry(Duration.ofMillis(5400), error));
		assertThat(decisions.afterError(attempt(5), error))
			.isEqualTo(new Verdict.Dead("exhausted", "java.lang.IllegalStateException: no", error));
	}

	@Test
	void anErrorThatIsNeverRetriedIsFoundAmongTheCauses() {
		RetryDecisions decisions = decisions(retrying(Set.of(), Set.of(IOException.class)), 0.5);
		RuntimeException error = new IllegalStateException(new UncheckedIOException(new IOException("gone")));
		assertThat(decisions.afterError(attempt(1), error)).isInstanceOfSatisfying(Verdict.Dead.class,
				(dead) -> assertThat(dead.reason()).isEqualTo("not-retryable"));
		assertThat(decisions.afterError(attempt(1), new IllegalStateException())).isInstanceOf(Verdict.Retry.class);
	}

	@Test
	void whereOnlySomeErrorsAreRetriedTheOthersAreNot() {
		RetryDecisions decisions = decisions(retrying(Set.of(IOException.class), Set.of()), 0.5);
		assertThat(decisions.afterError(attempt(1), new UncheckedIOException(new IOException())))
			.isInstanceOf(Verdict.Retry.class);
		assertThat(decisions.afterError(attempt(1), new IllegalStateException())).isInstanceOf(Verdict.Dead.class);
	}

	@Test
	void aCircleAmongCausesEnds() {
		IllegalStateException one = new IllegalStateException();
		IllegalArgumentException other = new IllegalArgumentException(one);
		one.initCause(other);
		assertThat(decisions(RetryPolicy.DEFAULT, 0.5).afterError(attempt(1), one)).isInstanceOf(Verdict.Retry.class);
	}

	@Test
	void theDelayThatAHandlerAsksForCountsAndSoDoesTheAttempt() {
		RetryDecisions decisions = decisions(RetryPolicy.DEFAULT, 0.5);
		RetryLaterException asked = new RetryLaterException(Duration.ofMinutes(3));
		RuntimeException later = new IllegalStateException(asked);
		assertThat(decisions.afterError(attempt(1), later)).isEqualTo(new Verdict.Retry(Duration.ofMinutes(3), asked));
		assertThat(decisions.afterError(attempt(5), later)).isInstanceOf(Verdict.Dead.class);
	}

	@Test
	void aDelayThatNoClockHoldsIsAYear() {
		RetryDecisions decisions = decisions(RetryPolicy.DEFAULT, 0.5);
		RetryLaterException asked = new RetryLaterException(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(decisions.afterError(attempt(1), asked)).isEqualTo(new Verdict.Retry(Duration.ofDays(365), asked));
	}

	@Test
	void noAttemptBeginsAfterTheLongestTime() {
		RetryPolicy policy = RetryPolicy.fixed(100, Duration.ofSeconds(4)).maxElapsed(Duration.ofSeconds(3));
		assertThat(decisions(policy, 0.5).afterNack(attempt(1), null)).isInstanceOf(Verdict.Dead.class);
		assertThat(decisions(policy, 0.5).afterNack(attempt(1), Duration.ofSeconds(3)))
			.isEqualTo(new Verdict.Retry(Duration.ofSeconds(3), null));
	}

	@Test
	void aRejectionKeepsItsReason() {
		assertThat(decisions(RetryPolicy.DEFAULT, 0.5).afterError(attempt(1), new RejectMessageException("spam")))
			.isInstanceOfSatisfying(Verdict.Dead.class, (dead) -> {
				assertThat(dead.reason()).isEqualTo("rejected");
				assertThat(dead.detail()).isEqualTo("spam");
			});
	}

}
