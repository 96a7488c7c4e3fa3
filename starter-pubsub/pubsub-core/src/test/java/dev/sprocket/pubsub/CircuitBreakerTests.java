// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReservedHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a circuit opens, what it lets through meanwhile, and when it closes.
 */
class CircuitBreakerTests {

	private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

	private static final Verdict FAILED = new Verdict.Retry(Duration.ofMillis(200), new ConnectException("refused"));

	private final HandlerQueue queue = Queues.single(Ordering.NONE, 4);

	private final CircuitBreaker breaker = new CircuitBreaker("Topic t, group g",
			new CircuitBreakerPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(5)), CLOCK, this.queue);

	@Test
	void whenOneMessageFailsManyTimesThenItStaysClosed() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.breaker.observe(attempt("a", FAILED))).isNull();
		}
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void whenAMessageIsHandledBetweenThenTheCountBeginsAnew() {
		this.breaker.observe(attempt("a", FAILED));
		this.breaker.observe(attempt("b", FAILED));
		this.breaker.observe(attempt("c", Verdict.DONE));
		this.breaker.observe(attempt("d", FAILED));
		this.breaker.observe(attempt("e", FAILED));
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void whenWhatFailedIsTheMessagesOwnFaultThenItStaysClosed() {
		List<Verdict> own = List.of(new Verdict.Dead("rejected", "no", null),
				new Verdict.Dead("undecodable", "no", new UndecodableException("no", null)),
				new Verdict.Retry(Duration.ZERO, new RetryLaterException(Duration.ZERO)),
				new Verdict.Retry(Duration.ZERO, null), Verdict.EXPIRED, Verdict.SKIPPED);
		own.forEach((verdict) -> assertThat(this.breaker.observe(attempt(verdict.toString(), verdict))).isNull());
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void whenWhatFailedSaysWhenToComeAgainThenItIsAFailureAllTheSame() {
		Throwable away = new IOException("503");
		for (String id : List.of("a", "b", "c")) {
			this.breaker.observe(attempt(id,
					new Verdict.Retry(Duration.ZERO, new RetryLaterException(Duration.ofSeconds(10), away))));
		}
		assertThat(this.breaker.failure()).contains("the last with java.io.IOException: 503");
	}

	@Test
	void whenItIsOpenThenAMessageIsNotTriedBeforeTheTimeThatWasAsked() {
		open();
		RetryLaterException later = new RetryLaterException(Duration.ofHours(1), new IOException("503"));
		assertThat(this.breaker.observe(attempt("d", new Verdict.Retry(Duration.ofHours(1), later))))
			.isEqualTo(Duration.ofHours(1));
		assertThat(this.breaker.observe(attempt("e", new Verdict.Retry(Duration.ZERO, later))))
			.isEqualTo(Duration.ofSeconds(1));
		Throwable wrapped = new IllegalStateException(later);
		assertThat(this.breaker.observe(attempt("f", new Verdict.Dead(Verdict.Dead.EXHAUSTED, "no", wrapped))))
			.isEqualTo(Duration.ofHours(1));
	}

	@Test
	void whenTheLastAttemptOnlyAsksForAnotherThenThatIsNoFailure() {
		open();
		RetryLaterException later = new RetryLaterException(Duration.ofHours(1));
		assertThat(this.breaker.observe(attempt("d", new Verdict.Dead(Verdict.Dead.EXHAUSTED, "no", later)))).isNull();
	}

	@Test
	void whenItIsOpenThenAMessageWhoseTimeIsOverIsADeadLetterAllTheSame() {
		open();
		assertThat(this.breaker
			.observe(attempt("d", new Verdict.Dead(Verdict.Dead.EXHAUSTED, "no", new IOException("503"), true))))
			.isNull();
		assertThat(this.breaker.failure()).contains("the last with java.io.IOException: 503");
	}

	@Test
	void whenDifferentMessagesFailInARowThenItOpensAndHoldsThemBack() {
		open();
		assertThat(this.breaker.failure())
			.isEqualTo("3 messages in a row failed, the last with java.net.ConnectException: refused; "
					+ "one is tried now and then until one is handled");
		assertThat(this.queue.permits()).isZero();
		Verdict exhausted = new Verdict.Dead(Verdict.Dead.EXHAUSTED, "no", new IllegalStateException());
		assertThat(this.breaker.observe(attempt("d", exhausted))).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whenAProbeFailsWithSomethingElseThenItSaysThatNotMoreThanCanBeRead() {
		open();
		this.breaker.observe(attempt("a", new Verdict.Retry(Duration.ZERO, new IOException("x".repeat(1000)))));
		assertThat(this.breaker.failure()).contains("the last with java.io.IOException: xxx", "xxx…; one is")
			.hasSizeLessThan(500);
	}

	@Test
	void whenItIsOpenThenOneMessageIsTriedAfterEachOfGrowingPauses() {
		open();
		List<Long> probes = new ArrayList<>();
		for (long second = 0; second <= 22; second++) {
			this.breaker.check(second * 1000);
			if (this.queue.permits() == 1) {
				probes.add(second);
				this.queue.permits(0);
			}
		}
		assertThat(probes).containsExactly(1L, 3L, 7L, 12L, 17L, 22L);
	}

	@Test
	void whenAMessageIsHandledThenItClosesAndLetsAllThrough() {
		open();
		assertThat(this.breaker.observe(attempt("a", Verdict.DONE))).isNull();
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(this.breaker.nextCheck()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.queue.permits()).isEqualTo(HandlerQueue.UNLIMITED);
	}

	@Test
	void whenWhatWasToBeTriedIsForNoHandlerThenAnotherIsTriedAtOnce() {
		open();
		List<Verdict> unseen = List.of(Verdict.EXPIRED, Verdict.SKIPPED, Verdict.REDRIVEN,
				new Verdict.Wait(Duration.ZERO), new Verdict.Dead(Verdict.Dead.PARKED, "no", null),
				new Verdict.Dead("undecodable", "no", new UndecodableException("no", null)));
		for (Verdict verdict : unseen) {
			this.queue.permits(0);
			assertThat(this.breaker.observe(attempt(verdict.toString(), verdict))).isNull();
			assertThat(this.queue.permits()).as(verdict.toString()).isEqualTo(1);
		}
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void whenWhatWasTriedSaysNothingThenTheNextIsTriedAfterThePause() {
		open();
		Attempt rejected = attempt("a", new Verdict.Dead("rejected", "no", null));
		rejected.given = true;
		this.breaker.observe(rejected);
		this.breaker.observe(attempt("b", new Verdict.PutBack(true)));
		assertThat(this.queue.permits()).isZero();
	}

	private void open() {
		assertThat(this.breaker.observe(attempt("a", FAILED))).isNull();
		assertThat(this.breaker.observe(attempt("b", FAILED))).isNull();
		assertThat(this.breaker.observe(attempt("c", FAILED))).isEqualTo(Duration.ofSeconds(1));
	}

	private Attempt attempt(String id, Verdict verdict) {
		RetryDecisions decisions = new RetryDecisions(RetryPolicy.DEFAULT, CLOCK, () -> 0.5, new FirstFailures());
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, id, 1, null, null, Map.of(ReservedHeaders.ID, id),
				new byte[0], null);
		Attempt attempt = new Attempt("t", delivery, 1, this.queue, decisions);
		attempt.decide(verdict);
		return attempt;
	}

}
