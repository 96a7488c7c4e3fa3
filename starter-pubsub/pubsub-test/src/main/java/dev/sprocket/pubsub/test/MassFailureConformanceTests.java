// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.CircuitBreakerPolicy;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group F of the conformance suite, where it is about many messages at once: what a
 * handler depends on fails.
 */
abstract class MassFailureConformanceTests extends ConformanceTests {

	private static final int MESSAGES = 40;

	@Test
	@DisplayName("F12 when everything fails nothing becomes a dead letter, and all is handled once it works again")
	void f12MassFailurePausesInsteadOfFillingTheDeadLetters() {
		Instance instance = startWithBreaker();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		AtomicBoolean down = new AtomicBoolean(true);
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (down.get()) {
				throw new IllegalStateException("the database is down");
			}
		});
		Subscription subscription = instance.subscribe(spec("g").concurrency(4).retry(attempts(2)), handler);
		publish(instance, MESSAGES);
		patience().until("the circuit to open", harness(), () -> subscription.status().state() == State.CIRCUIT_OPEN);
		assertThat(subscription.status().failure())
			.contains("messages in a row failed, the last with java.lang.IllegalStateException");
		patience().until("those at work to end", () -> subscription.status().inFlight() == 0);
		int before = handler.count();
		harness().advance(beats(20));
		// after 2, 4, 8 and 8 more beats one is tried
		assertThat(handler.count()).isLessThanOrEqualTo(before + 5);
		assertThat(dead.count()).isZero();
		down.set(false);
		patience().until("all messages", harness(), () -> distinct(handler).size() == MESSAGES);
		patience().until("the circuit to close", harness(), () -> subscription.status().state() == State.RUNNING);
		assertThat(dead.count()).isZero();
		if (capabilities().of(Capability.UNCOUNTED_RELEASE) != Support.NONE) {
			assertThat(handler.messages()).as("no attempt counts while the circuit is open")
				.allMatch((message) -> message.attempt() <= 2);
		}
	}

	@Test
	@DisplayName("F12 a stop while everything fails counts no attempt")
	void f12StopWhileEverythingFailsCountsNoAttempt() {
		Instance first = start(new FaultyBackend(open()),
				(builder) -> builder.circuitBreaker(new CircuitBreakerPolicy(1, beats(2), beats(8))));
		Subscription subscription = first.subscribe(spec("g").retry(attempts(3)), failing());
		publish(first, 1);
		patience().until("the circuit to open", harness(), () -> subscription.status().state() == State.CIRCUIT_OPEN);
		first.close();
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g").retry(attempts(3)), after);
		awaitInTime(after, 1);
		if (capabilities().of(Capability.UNCOUNTED_RELEASE) != Support.NONE) {
			assertThat(after.messages().get(0).attempt()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("F12 one message that fails again and again is no mass failure")
	void f12OneMessageIsNoMassFailure() {
		Instance instance = startWithBreaker();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		Subscription subscription = instance.subscribe(spec("g").retry(attempts(7)), failing());
		instance.publish(topic(), "x");
		awaitInTime(dead, 1);
		assertThat(subscription.status().state()).isEqualTo(State.RUNNING);
	}

	@Test
	@DisplayName("F12 what a handler rejects is no sign that what it depends on fails")
	void f12RejectedMessagesAreNoMassFailure() {
		Instance instance = startWithBreaker();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		Subscription subscription = instance.subscribe(spec("g"),
				recorder((message, acknowledgment) -> acknowledgment.reject("no such account")));
		publish(instance, 12);
		awaitInTime(dead, 12);
		assertThat(subscription.status().state()).isEqualTo(State.RUNNING);
	}

	private Instance startWithBreaker() {
		return start(new FaultyBackend(open()),
				(builder) -> builder.circuitBreaker(new CircuitBreakerPolicy(5, beats(2), beats(8))));
	}

	private static Set<String> distinct(RecordingHandler<String> handler) {
		return handler.messages().stream().map(Message::id).collect(Collectors.toSet());
	}

}
