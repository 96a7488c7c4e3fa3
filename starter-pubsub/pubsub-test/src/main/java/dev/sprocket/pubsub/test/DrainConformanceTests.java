// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group L of the conformance suite: drain and take-over.
 */
abstract class DrainConformanceTests extends ConformanceTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Test
	@DisplayName("L2 drain stops fetching at once, waits for handlers and writes their acknowledgments")
	void l2DrainWaitsForHandlersAndTheirAcknowledgments() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
		Subscription subscription = instance.subscribe(patient(), handler);
		instance.publish(topic(), "begun");
		patience().until("the handler", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> drain = background(() -> subscription.drain(LONG));
		patience().until("the drain", () -> subscription.status().state() == State.DRAINING);
		instance.publish(topic(), "later");
		patience().holds("nothing new, and the drain waits", () -> handler.count() == 1 && !drain.isDone());
		gate.open();
		patience().until("the drain", drain::isDone);
		assertThat(drain.join()).isTrue();
		RecordingHandler<String> other = recorder();
		start().subscribe(patient(), other);
		other.await(1);
		neverMore(other, 1);
		assertThat(other.payloads()).containsExactly("later");
	}

	@Test
	@DisplayName("L2 a broker that cannot be reached does not end the drain before its handlers and its time")
	void l2BrokerThatCannotBeReachedDoesNotEndTheDrain() {
		Instance instance = start();
		Gate gate = gate();
		Subscription subscription = instance.subscribe(patient(), (message, acknowledgment) -> gate.pass());
		publish(instance, 1);
		patience().until("the handler", () -> gate.waiting() == 1);
		instance.backend().failReceives(Integer.MAX_VALUE);
		CompletableFuture<Boolean> drain = background(() -> subscription.drain(LONG));
		patience().until("the drain", () -> subscription.status().state() == State.DRAINING);
		patience().holds("the drain waits", () -> !drain.isDone());
		gate.open();
		patience().until("the drain", drain::isDone);
		assertThat(drain.join()).isTrue();
		RecordingHandler<String> other = recorder();
		start().subscribe(patient(), other);
		neverMore(other, 0);
	}

	@Test
	@DisplayName("L2 an acknowledgment that fails as the drain ends is repeated before the group is left")
	void l2FailedAcknowledgmentIsRepeatedBeforeTheGroupIsLeft() {
		Instance instance = start();
		Gate gate = gate();
		Subscription subscription = instance.subscribe(patient(), (message, acknowledgment) -> gate.pass());
		publish(instance, 1);
		patience().until("the handler", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> drain = background(() -> subscription.drain(LONG));
		patience().until("the drain", () -> subscription.status().state() == State.DRAINING);
		instance.backend().failSettlements(1, (settlement) -> !(settlement instanceof Settlement.Extend));
		gate.open();
		patience().until("the drain", harness(), drain::isDone);
		assertThat(drain.join()).isTrue();
		RecordingHandler<String> other = recorder();
		start().subscribe(patient(), other);
		neverMore(other, 0);
	}

	@Test
	@DisplayName("L4 drain time-out while the broker cannot be reached: handlers are interrupted all the same")
	void l4HandlersAreInterruptedThoughTheBrokerCannotBeReached() {
		Instance instance = start();
		Gate gate = gate();
		Subscription subscription = instance.subscribe(patient(), (message, acknowledgment) -> gate.pass());
		publish(instance, 2);
		patience().until("the handlers", () -> gate.waiting() == 2);
		instance.backend().failReceives(Integer.MAX_VALUE);
		assertThat(await(background(() -> subscription.drain(beats(8))))).isFalse();
		patience().until("the interrupts", () -> gate.interrupted() == 2);
		patience().until("the end", () -> subscription.status().state() == State.CLOSED);
	}

	@Test
	@DisplayName("L2 while handlers drain they can still publish")
	void l2HandlersCanPublishWhileTheyDrain() {
		Instance instance = start();
		Gate gate = gate();
		String next = topic("next");
		instance.subscribe(spec("g"), (message, acknowledgment) -> {
			gate.pass();
			instance.publish(next, "from the last handler");
		});
		instance.publish(topic(), "begun");
		patience().until("the handler", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> drain = background(() -> instance.pubSub().drain(LONG));
		patience().holds("the drain waits", () -> !drain.isDone());
		gate.open();
		patience().until("the drain", drain::isDone);
		assertThat(drain.join()).isTrue();
		RecordingHandler<String> handler = recorder();
		start().subscribe(SubscriptionSpec.of(next, "g", String.class), handler);
		handler.await(1);
	}

	@Test
	@DisplayName("L3 fetched and not begun is released at once, not left to the lease")
	void l3FetchedAndNotBegunIsReleasedAtOnce() {
		Instance first = start();
		Gate gate = gate();
		RecordingHandler<String> before = recorder((message, acknowledgment) -> gate.pass());
		Subscription subscription = first.subscribe(patient().concurrency(1), before);
		publish(first, 20);
		patience().until("the handler", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> drain = background(() -> subscription.drain(LONG));
		RecordingHandler<String> after = recorder();
		start().subscribe(patient(), after);
		if (capabilities().cumulative()) {
			// a lane goes over as a whole, and the member that drains is at work on one
			gate.open();
		}
		after.await(19);
		assertNotCounted(after);
		gate.open();
		patience().until("the drain", drain::isDone);
		patience().holds("each once", () -> after.count() == 19 && before.count() == 1);
	}

	@Test
	@DisplayName("L3 a message that waits for its retry does not hold up the drain")
	void l3MessageThatWaitsForItsRetryDoesNotHoldUpTheDrain() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		RetryPolicy slowly = RetryPolicy.fixed(3, LONG);
		Subscription subscription = instance.subscribe(patient().retry(slowly), handler);
		publish(instance, 1);
		handler.await(1);
		CompletableFuture<Boolean> drain = background(() -> subscription.drain(LONG));
		patience().until("the drain", drain::isDone);
		assertThat(drain.join()).isTrue();
	}

	@Test
	@DisplayName("L4 drain time-out: handlers are interrupted, their messages come again, uncounted and not dead-lettered")
	@Requires(Capability.ATTEMPT_COUNT)
	void l4HandlersThatOverrunAreInterruptedAndTheirMessagesReleased() {
		Instance first = start();
		Gate gate = gate();
		RecordingHandler<String> before = recorder((message, acknowledgment) -> gate.pass());
		Subscription subscription = first.subscribe(patient().retry(RetryPolicy.NONE), before);
		publish(first, 2);
		patience().until("the handlers", () -> gate.waiting() == 2);
		assertThat(await(background(() -> subscription.drain(beats(2))))).isFalse();
		patience().until("the interrupts", () -> gate.interrupted() == 2);
		RecordingHandler<String> after = recorder();
		RecordingHandler<byte[]> dead = recorder();
		Instance second = start();
		second.subscribe(deadLetters("g"), dead);
		second.subscribe(patient().retry(RetryPolicy.NONE), after);
		after.await(2);
		neverMore(dead, 0);
		assertNotCounted(after);
	}

	@Test
	@DisplayName("L8 a member that leaves is followed by another at once")
	void l8OthersTakeOverAtOnce() {
		Instance first = start();
		RecordingHandler<String> before = recorder();
		first.subscribe(patient(), before);
		publish(first, 5);
		before.await(5);
		RecordingHandler<String> after = recorder();
		Instance second = start();
		second.subscribe(patient(), after);
		first.close();
		List<String> published = publish(second, 20);
		after.await(20);
		assertThat(after.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("L9 a subscription says that it drains before its handlers are through")
	void l9SubscriptionSaysThatItDrains() {
		Instance instance = start();
		Gate gate = gate();
		Subscription subscription = instance.subscribe(spec("g"), (message, acknowledgment) -> gate.pass());
		publish(instance, 1);
		patience().until("the handler", () -> gate.waiting() == 1);
		assertThat(subscription.status().state()).isEqualTo(State.RUNNING);
		CompletableFuture<Boolean> close = close(instance);
		patience().until("the drain", () -> subscription.status().state() == State.DRAINING);
		assertThat(subscription.status().inFlight()).isEqualTo(1);
		gate.open();
		assertThat(await(close)).isTrue();
		assertThat(subscription.status().state()).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("L8 a receiver that closes gives back at once what it holds")
	void l8ReceiverThatClosesGivesBackAtOnceWhatItHolds() {
		publish(start(), 3);
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", Ordering.NONE, LONG);
		List<Delivery> held = new ArrayList<>();
		try (Receiver leaving = open().openReceiver(spec, LaneListener.NONE)) {
			patience().until("three messages",
					() -> held.addAll(leaving.receive(3, Duration.ZERO)) && held.size() == 3);
		}
		List<Delivery> again = new ArrayList<>();
		try (Receiver staying = open().openReceiver(spec, LaneListener.NONE)) {
			patience().until("all three", () -> again.addAll(staying.receive(3, Duration.ZERO)) && again.size() == 3);
		}
	}

	private void assertNotCounted(RecordingHandler<String> handler) {
		if (capabilities().of(Capability.UNCOUNTED_RELEASE) != Support.NONE) {
			assertThat(handler.messages()).extracting(Message::attempt).containsOnly(1);
		}
	}

	private SubscriptionSpec<String> patient() {
		return spec("g").concurrency(4).lease(LONG, LONG);
	}

	private CompletableFuture<Boolean> close(Instance instance) {
		return background(() -> {
			instance.close();
			return true;
		});
	}

}
