// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.context.RequestContext;
import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group E of the conformance suite: retry.
 */
abstract class RetryConformanceTests extends ConformanceTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	@Test
	@DisplayName("E1 exactly that many attempts, then a dead letter")
	void e1ExactlyThatManyAttemptsThenADeadLetter() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g").retry(attempts(3)), handler);
		publish(instance, 1);
		awaitInTime(dead, 1);
		neverMore(handler, 3);
		assertThat(handler.messages()).extracting(Message::attempt).containsExactly(1, 2, 3);
	}

	@Test
	@DisplayName("E3 errors that are never retried go to the dead letters at once, causes included")
	void e3ErrorsThatAreNeverRetriedSkipTheRetries() {
		RetryPolicy policy = RetryPolicy.fixed(5, beats(0.5)).notOn(Set.of(IllegalArgumentException.class));
		assertThat(attemptsBeforeDeath(policy, new NumberFormatException("subclass"))).isEqualTo(1);
		assertThat(attemptsBeforeDeath(policy, new IllegalStateException(new IllegalArgumentException("cause"))))
			.isEqualTo(1);
		assertThat(attemptsBeforeDeath(policy, new IllegalStateException("other"))).isEqualTo(5);
	}

	@Test
	@DisplayName("E3 where only some errors are retried, the others go to the dead letters at once")
	void e3OnlyTheNamedErrorsAreRetried() {
		RetryPolicy policy = RetryPolicy.fixed(3, beats(0.5)).on(Set.of(IllegalArgumentException.class));
		assertThat(attemptsBeforeDeath(policy, new IllegalStateException("other"))).isEqualTo(1);
		assertThat(attemptsBeforeDeath(policy, new IllegalStateException(new NumberFormatException("cause"))))
			.isEqualTo(3);
	}

	@Test
	@DisplayName("E5 each exception has a policy of its own")
	void e5EachExceptionHasItsPolicy() {
		RetryPolicy policy = RetryPolicy.fixed(4, beats(0.5))
			.on(Set.of(IOException.class))
			.otherwise(RetryPolicy.fixed(2, beats(0.5)));
		Instance instance = start();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			throw message.payload().equals("io") ? new UncheckedIOException(new IOException())
					: new IllegalStateException("failed on purpose");
		});
		instance.subscribe(spec("g").retry(policy), handler);
		instance.publish(topic(), "io");
		instance.publish(topic(), "state");
		awaitInTime(dead, 2);
		neverMore(handler, 6);
		assertThat(handler.payloads().stream().filter("io"::equals)).hasSize(4);
		assertThat(handler.payloads().stream().filter("state"::equals)).hasSize(2);
	}

	@Test
	@DisplayName("E6 other messages go on while one waits for its retry")
	void e6OtherMessagesGoOnWhileOneWaits() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().equals("m0") && message.attempt() == 1) {
				throw new IllegalStateException("again");
			}
		});
		RetryPolicy slowly = RetryPolicy.fixed(3, beats(20));
		instance.subscribe(spec("g").concurrency(1).retry(slowly), handler);
		publish(instance, 10);
		handler.await(10);
		assertThat(Set.copyOf(handler.payloads())).hasSize(10);
		awaitInTime(handler, 11);
		assertThat(handler.payloads().get(10)).isEqualTo("m0");
	}

	@Test
	@DisplayName("E8 the attempt survives a restart while the message waits")
	@Requires(Capability.ATTEMPT_COUNT)
	void e8AttemptSurvivesARestart() {
		Instance first = start();
		RecordingHandler<String> before = failing();
		RetryPolicy policy = RetryPolicy.fixed(3, beats(12));
		first.subscribe(spec("g").retry(policy), before);
		publish(first, 1);
		before.await(1);
		first.close();
		RecordingHandler<String> after = failing();
		RecordingHandler<byte[]> dead = recorder();
		Instance second = start();
		second.subscribe(deadLetters("g"), dead);
		second.subscribe(spec("g").retry(policy), after);
		awaitInTime(dead, 1);
		assertThat(after.messages()).extracting(Message::attempt).containsExactly(2, 3);
	}

	@Test
	@DisplayName("E9 an error that cannot be looked at: the message is retried, the subscription goes on")
	void e9ErrorThatCannotBeLookedAtDoesNotLoseTheMessage() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().equals("m0") && message.attempt() < 3) {
				throw new UnreadableException();
			}
		});
		instance.subscribe(spec("g").concurrency(1).retry(attempts(5)), handler);
		publish(instance, 5);
		patience().until("the others", () -> Set.copyOf(handler.payloads()).size() == 5);
		awaitInTime(handler, 7);
		neverMore(handler, 7);
	}

	@Test
	@DisplayName("E9 an error that cannot be looked at: after the attempts of the policy a dead letter")
	void e9ErrorThatCannotBeLookedAtIsADeadLetterAfterTheAttemptsOfThePolicy() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			throw new UnreadableException();
		});
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g").retry(attempts(3)).deadLetter(DeadLetterPolicy.DEFAULT.withStackTrace()), handler);
		publish(instance, 1);
		awaitInTime(dead, 1);
		neverMore(handler, 3);
		assertThat(dead.messages().get(0).headers()).containsEntry(DeadLetterHeaders.REASON, "exhausted")
			.containsEntry(DeadLetterHeaders.ATTEMPTS, "3")
			.hasEntrySatisfying(DeadLetterHeaders.ERROR_MESSAGE,
					(message) -> assertThat(message).contains(UnreadableException.class.getName()))
			.containsKey(DeadLetterHeaders.ERROR_STACK);
	}

	@Test
	@DisplayName("E9 a retry that cannot be written does not lose the message")
	void e9RetryThatCannotBeWrittenDoesNotLoseTheMessage() {
		Instance instance = start();
		instance.backend().failSettlements(3, (settlement) -> settlement instanceof Settlement.Release);
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.attempt() == 1) {
				throw new IllegalStateException("again");
			}
		});
		instance.subscribe(spec("g").lease(beats(6), beats(10_000)).retry(attempts(10)), handler);
		publish(instance, 1);
		awaitInTime(handler, 2);
	}

	@Test
	@DisplayName("E10 a retry in one group does not multiply the message for others")
	@Requires(Capability.GROUPS)
	void e10RetryDoesNotMultiplyTheMessage() {
		Instance instance = start();
		RecordingHandler<String> failing = failing();
		RecordingHandler<String> other = recorder();
		instance.subscribe(spec("other"), other);
		instance.subscribe(spec("g").retry(attempts(4)), failing);
		publish(instance, 1);
		awaitInTime(failing, 4);
		neverMore(other, 1);
		assertThat(instance.backend().sent()).filteredOn((sent) -> sent.topic().equals(topic())).hasSize(1);
	}

	@Test
	@DisplayName("E11 trace and request id are the same in all attempts and in the dead letter")
	void e11TraceIsTheSameInAllAttempts() {
		Instance instance = start();
		List<String> requestIds = Collections.synchronizedList(new ArrayList<>());
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			RequestContext context = RequestContext.current();
			requestIds.add((context != null) ? context.requestId() : "none");
			throw new IllegalStateException("again");
		});
		instance.subscribe(spec("g").retry(attempts(2)), handler);
		sendTraced(instance);
		patience().until("the dead letter", harness(), () -> instance.backend().sent().size() == 2);
		assertThat(requestIds).containsExactly("request-7", "request-7");
		assertThat(instance.backend().sent().get(1).headers().get("traceparent")).contains(TRACE);
	}

	private void sendTraced(Instance instance) {
		Map<String, String> headers = Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01", ReservedHeaders.ID,
				"id-7", ReservedHeaders.REQUEST_ID, "request-7");
		try (Sender sender = instance.backend().openSender()) {
			await(sender
				.send(List.of(new OutboundMessage(topic(), "id-7", null, headers, new byte[0], null, null, null))));
		}
	}

	private int attemptsBeforeDeath(RetryPolicy policy, RuntimeException error) {
		Instance instance = start();
		String topic = topic("classified");
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			throw error;
		});
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(SubscriptionSpec.of(topic + ".g.dlq", "undertaker", byte[].class), dead);
		instance.subscribe(SubscriptionSpec.of(topic, "g", String.class).retry(policy), handler);
		instance.publish(topic, "x");
		awaitInTime(dead, 1);
		neverMore(handler, handler.count());
		return handler.count();
	}

	/**
	 * An error whose every method fails.
	 */
	private static final class UnreadableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("no cause");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
