// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a subscription cannot ask for, and the words in which it is told.
 */
class SubscriptionChecksTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final PubSub pubSub = new PubSubBuilder(new MemoryBackend(new VirtualClock())).build();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenNoAttemptIsAllowedThenItIsRefused() {
		assertRefused(retry(0, SECOND, 1, SECOND, 0, null), "retry attempts must be at least 1, not 0");
	}

	@Test
	void whenAPauseIsNegativeThenItIsRefused() {
		assertRefused(retry(3, SECOND.negated(), 1, SECOND, 0, null),
				"retry backoff must be from zero to 365 days, not PT-1S");
		assertRefused(retry(3, SECOND, 1, SECOND.negated(), 0, null),
				"retry maxBackoff must be from zero to 365 days, not PT-1S");
		assertRefused(retry(3, SECOND, 1, SECOND, 0, SECOND.negated()),
				"retry maxElapsed must be from zero to 365 days, not PT-1S");
	}

	@Test
	void whenPausesWouldGetShorterThenItIsRefused() {
		assertRefused(retry(3, SECOND, 0.3, SECOND, 0, null), "retry multiplier must be at least 1, not 0.3");
		assertRefused(retry(3, SECOND, -2, SECOND, 0, null), "retry multiplier must be at least 1, not -2.0");
		assertRefused(retry(3, SECOND, Double.NaN, SECOND, 0, null), "retry multiplier must be at least 1, not NaN");
	}

	@Test
	void whenTheJitterIsNoShareThenItIsRefused() {
		assertRefused(retry(3, SECOND, 1, SECOND, 1.5, null), "retry jitter must be from 0 to 1, not 1.5");
		assertRefused(retry(3, SECOND, 1, SECOND, -0.1, null), "retry jitter must be from 0 to 1, not -0.1");
		assertRefused(retry(3, SECOND, 1, SECOND, Double.NaN, null), "retry jitter must be from 0 to 1, not NaN");
	}

	@Test
	void whenTheLeaseIsOverAtOnceThenItIsRefused() {
		assertRefused(spec().lease(Duration.ZERO, SECOND), "lease must be from 1 ms to 365 days, not PT0S");
		assertRefused(spec().lease(Duration.ofNanos(1), SECOND),
				"lease must be from 1 ms to 365 days, not PT0.000000001S");
		assertRefused(spec().lease(SECOND, SECOND.negated()),
				"maxProcessingTime must be from zero to 365 days, not PT-1S");
		assertRefused(spec().lease(ChronoUnit.FOREVER.getDuration(), SECOND),
				"lease must be from 1 ms to 365 days, not PT2562047788015215H30M7.999999999S");
	}

	@Test
	void whenThePolicyAllowsNoRetryThenItIsAccepted() {
		this.pubSub.subscribe(spec().retry(RetryPolicy.NONE).lease(SECOND, Duration.ZERO), (message, ack) -> {
		});
	}

	@Test
	void whenAPolicyForAllStandsBeforeAnotherThenItIsRefused() {
		assertRefused(spec().retry(RetryPolicy.DEFAULT.otherwise(RetryPolicy.NONE)),
				"a retry policy for all exceptions stands before another, which would never hold;"
						+ " put it last, or say which exceptions it is on");
	}

	@Test
	void whenABatchCannotBeThenItIsRefused() {
		assertBatchRefused(spec().batch(new BatchPolicy(0, SECOND)), "batch maxSize must be from 1 to 1000, not 0");
		assertBatchRefused(spec().batch(new BatchPolicy(1_001, SECOND)),
				"batch maxSize must be from 1 to 1000, not 1001");
		assertBatchRefused(spec().batch(new BatchPolicy(10, SECOND.negated())),
				"batch maxWait must be from zero to 365 days, not PT-1S");
		assertBatchRefused(spec().ackMode(AckMode.MANUAL),
				"a batch needs ack mode AUTO: its handler says with BatchOutcome what failed");
	}

	@Test
	void whenDeadLettersWouldComeBackThenItIsRefused() {
		assertRefused(spec().deadLetter(DeadLetterPolicy.DEFAULT.topic("orders")),
				"its dead letters would come back to it as new messages, without end; leave out their topic orders, or"
						+ " name another");
		this.pubSub.subscribe(spec().deadLetter(DeadLetterPolicy.DEFAULT.topic("failed")), (message, ack) -> {
		});
	}

	@Test
	void whenASubscriptionWouldUseUpDeadLettersThenItIsRefused() {
		SubscriptionSpec<String> keeper = SubscriptionSpec.of("orders.billing.dlq", "dead-letters", String.class);
		assertInvalid(() -> this.pubSub.subscribe(keeper, (message, ack) -> {
		}), "Topic orders.billing.dlq, group dead-letters: this group keeps dead letters until somebody redrives or"
				+ " discards them, and a subscription would use them up; subscribe in a group of another name, which gets"
				+ " copies, or use PubSub.deadLetters");
		this.pubSub.subscribe(SubscriptionSpec.of("orders.billing.dlq", "alerts", String.class), (message, ack) -> {
		});
	}

	@Test
	void whenAKeyCannotBeParkedThenItIsRefused() {
		DeadLetterPolicy parking = DeadLetterPolicy.DEFAULT.parkKey(10);
		SubscriptionSpec<String> byKey = spec().ordering(Ordering.KEY);
		assertRefused(spec().deadLetter(parking), "onFailure PARK_KEY needs ordering KEY, not NONE");
		assertRefused(spec().ordering(Ordering.TOPIC).deadLetter(parking),
				"onFailure PARK_KEY needs ordering KEY, not TOPIC");
		assertRefused(byKey.deadLetter(DeadLetterPolicy.NONE.parkKey(10)),
				"onFailure PARK_KEY needs dead letters, and they are off");
		assertRefused(byKey.deadLetter(DeadLetterPolicy.DEFAULT.topic("failed").parkKey(10)),
				"onFailure PARK_KEY needs dead letters of this group alone; leave out their topic failed");
		assertRefused(byKey.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(0)), "maxParked must be at least 1, not 0");
	}

	@Test
	void whenSeveralThingsAreWrongThenAllAreNamed() {
		assertRefused(retry(0, SECOND.negated(), 1, SECOND, 0, null).concurrency(-1),
				"concurrency must be at least 1, or 0 for the default, not -1; retry attempts must be at least 1, not 0;"
						+ " retry backoff must be from zero to 365 days, not PT-1S");
	}

	@Test
	void whenTheTopicOfTheDeadLettersIsTooLongThenItIsRefusedUnlessTheyAreOff() {
		String topic = "t".repeat(200);
		SubscriptionSpec<String> spec = SubscriptionSpec.of(topic, "g", String.class);
		assertThat(spec.problems()).singleElement()
			.asString()
			.startsWith("Invalid dead-letter topic name '" + topic + ".g.dlq': a name has 1 to 200 characters");
		assertThat(spec.deadLetter(DeadLetterPolicy.NONE).problems()).isEmpty();
		this.pubSub.subscribe(spec.deadLetter(DeadLetterPolicy.NONE), (message, ack) -> {
		});
	}

	@Test
	@SuppressWarnings("NullAway")
	void whenANameIsMissingThenItIsSaid() {
		String rule = ": a name has 1 to 200 characters, each a letter A-Z or a-z, a digit, '.', '_' or '-'";
		List<ThrowingCallable> calls = List
			.of(() -> this.pubSub.subscribe(SubscriptionSpec.of(null, "g", String.class), (message, ack) -> {
			}), () -> this.pubSub.removeGroup(null, "g"), () -> this.pubSub.deadLetters(null, "g"));
		assertThat(calls).allSatisfy((call) -> assertInvalid(call, "Invalid topic name null" + rule));
		assertInvalid(() -> this.pubSub.removeGroup("orders", null), "Invalid group name null" + rule);
	}

	private static void assertInvalid(ThrowingCallable call, String message) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(call)
			.withMessage(message)
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	void whenThereIsNoInboxThenWhatItTakesIsSaid() {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.pubSub.subscribe(spec().inbox(true), (message, ack) -> {
			}))
			.withMessage("Topic orders, group billing: an inbox is asked for and there is none; it needs"
					+ " sprocket-pubsub-jdbc, Spring's JDBC (spring-boot-starter-jdbc) and a DataSource")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

	@Test
	void whenAHandlerOfOneMessageIsToGetBatchesThenItIsRefused() {
		assertRefused(spec().batch(BatchPolicy.DEFAULT),
				"batches are asked for; use subscribeBatch and a handler that takes a list");
	}

	private void assertBatchRefused(SubscriptionSpec<String> spec, String why) {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.pubSub.subscribeBatch(spec, (messages, outcome) -> {
			}))
			.withMessage("Topic orders, group billing: " + why);
	}

	private static SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of("orders", "billing", String.class);
	}

	private static SubscriptionSpec<String> retry(int attempts, Duration backoff, double multiplier,
			Duration maxBackoff, double jitter, @Nullable Duration maxElapsed) {
		return spec().retry(RetryPolicy.DEFAULT.attempts(attempts)
			.backoff(backoff, multiplier, maxBackoff)
			.jitter(jitter)
			.maxElapsed(maxElapsed));
	}

	private void assertRefused(SubscriptionSpec<String> spec, String why) {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.pubSub.subscribe(spec, (message, ack) -> {
			}))
			.withMessage("Topic orders, group billing: " + why)
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

}
