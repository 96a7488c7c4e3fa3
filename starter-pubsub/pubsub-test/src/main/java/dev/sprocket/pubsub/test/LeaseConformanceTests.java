// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group D of the conformance suite: leases, and who has a message next.
 */
abstract class LeaseConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("D5 not settled within the lease is delivered again")
	@Requires(Capability.LEASE)
	void d5UnsettledIsDeliveredAgainAfterTheLease() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(manual(), handler);
		// the lease begins with the delivery, which the handler sees some time later
		Instant before = harness().clock().instant();
		publish(instance, 1);
		handler.await(1);
		awaitInTime(handler, 2);
		assertThat(Duration.between(before, handler.entries().get(1).at())).isGreaterThanOrEqualTo(beats(5));
		awaitInTime(handler, 3);
	}

	@Test
	@DisplayName("D5 not settled by an instance that was killed is delivered to another one")
	@Requires(Capability.LEASE)
	void d5UnsettledIsDeliveredToAnotherInstance() {
		Instance first = start();
		RecordingHandler<String> before = recorder();
		first.subscribe(manual(), before);
		publish(first, 3);
		before.await(3);
		kill(first);
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g"), after);
		awaitInTime(after, 3);
		// the first may have got some again before it was killed
		assertThat(after.payloads()).containsExactlyInAnyOrderElementsOf(Set.copyOf(before.payloads()));
	}

	@Test
	@DisplayName("D6 an extended lease is kept")
	@Requires(Capability.LEASE_EXTENSION)
	void d6ExtendedLeaseIsKept() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> acknowledgment.extend(beats(10_000)));
		instance.subscribe(manual(), handler);
		publish(instance, 1);
		handler.await(1);
		awaitExtension(instance, 1);
		harness().advance(beats(9));
		patience().holds("no redelivery", () -> handler.count() == 1);
		handler.entries().get(0).acknowledgment().ack();
		patience().until("the acknowledgment",
				() -> settled(instance, Settlement.Ack.class) + settled(instance, Settlement.AckThrough.class) == 1);
	}

	@Test
	@DisplayName("D6 a lease that is extended twice in one call is kept")
	@Requires(Capability.LEASE_EXTENSION)
	void d6LeaseExtendedTwiceInOneCallIsKept() {
		Assumptions.assumeFalse(capabilities().cumulative(), "settles by position");
		start().publish(topic(), "x");
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", Ordering.NONE, beats(6));
		try (Receiver receiver = open().openReceiver(spec, LaneListener.NONE);
				Receiver other = open().openReceiver(spec, LaneListener.NONE)) {
			Delivery delivery = receive(receiver);
			Settlement extension = new Settlement.Extend(delivery, beats(10_000));
			assertThat(receiver.settle(List.of(extension, extension))).extracting(SettleOutcome::status)
				.containsExactly(SettleOutcome.Status.DONE, SettleOutcome.Status.DONE);
			harness().advance(beats(9));
			patience().holds("nothing for another member", () -> other.receive(1, Duration.ZERO).isEmpty());
			assertThat(settle(receiver, new Settlement.Ack(delivery))).isEqualTo(SettleOutcome.Status.DONE);
		}
	}

	@Test
	@DisplayName("D7 the lease is extended while a handler runs, up to the maximal processing time")
	@Requires(Capability.LEASE_EXTENSION)
	void d7LeaseIsExtendedWhileAHandlerRuns() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
		instance.subscribe(spec("g").concurrency(2).lease(beats(6), beats(24)), handler);
		publish(instance, 1);
		handler.await(1);
		for (int round = 1; round <= 3; round++) {
			int expected = round;
			harness().advance(beats(4.5));
			awaitExtension(instance, expected);
		}
		assertThat(handler.count()).isEqualTo(1);
		awaitInTime(handler, 2);
		Duration gap = Duration.between(handler.entries().get(0).at(), handler.entries().get(1).at());
		// extended for the last time before the maximum, and some time to come again
		assertThat(gap).isBetween(beats(17), beats(24 + 6 + 15));
		gate.open();
	}

	@Test
	@DisplayName("D8 the attempt counts from 1 and survives the consumer")
	@Requires(Capability.ATTEMPT_COUNT)
	void d8AttemptCountsFromOneAndSurvivesTheConsumer() {
		Instance first = start();
		Gate gate = gate();
		RecordingHandler<String> before = recorder((message, acknowledgment) -> {
			if (message.attempt() == 1) {
				throw new IllegalStateException("again");
			}
			gate.pass();
		});
		first.subscribe(leased().retry(attempts(10)), before);
		publish(first, 1);
		awaitInTime(before, 2);
		kill(first);
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g").retry(attempts(10)), after);
		awaitInTime(after, 1);
		assertThat(before.messages()).extracting(Message::attempt).containsExactly(1, 2);
		assertThat(after.messages()).extracting(Message::attempt).containsExactly(3);
	}

	@Test
	@DisplayName("D10 settling a stale delivery does not settle the newer one")
	@Requires(Capability.LEASE)
	void d10SettlingAStaleDeliveryDoesNotSettleTheNewerOne() {
		Assumptions.assumeFalse(capabilities().cumulative(), "settles by position");
		start().publish(topic(), "x");
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", Ordering.NONE, beats(6));
		try (Receiver one = open().openReceiver(spec, LaneListener.NONE);
				Receiver other = open().openReceiver(spec, LaneListener.NONE)) {
			Delivery stale = receive(one);
			harness().advance(beats(7));
			Delivery newer = receive(other);
			assertThat(newer.attempt()).isNotEqualTo(1);
			assertThat(settle(one, new Settlement.Ack(stale))).isEqualTo(SettleOutcome.Status.STALE);
			assertThat(settle(one, new Settlement.Release(stale, Duration.ZERO, true)))
				.isEqualTo(SettleOutcome.Status.STALE);
			assertThat(settle(one, new Settlement.Extend(stale, beats(60)))).isEqualTo(SettleOutcome.Status.STALE);
			assertThat(settle(other, new Settlement.Release(newer, Duration.ZERO, true)))
				.isEqualTo(SettleOutcome.Status.DONE);
			Delivery newest = receive(one);
			assertThat(settle(one, new Settlement.Ack(newest))).isEqualTo(SettleOutcome.Status.DONE);
			assertThat(settle(one, new Settlement.Ack(newest))).isEqualTo(SettleOutcome.Status.STALE);
		}
	}

	private SubscriptionSpec<String> leased() {
		return spec("g").lease(beats(6), beats(10_000));
	}

	private SubscriptionSpec<String> manual() {
		return leased().ackMode(AckMode.MANUAL).concurrency(4);
	}

	private Delivery receive(Receiver receiver) {
		List<Delivery> deliveries = new ArrayList<>();
		patience().until("a delivery", () -> {
			deliveries.addAll(receiver.receive(1, Duration.ZERO));
			return !deliveries.isEmpty();
		});
		return deliveries.get(0);
	}

	private SettleOutcome.Status settle(Receiver receiver, Settlement settlement) {
		return receiver.settle(List.of(settlement)).get(0).status();
	}

	// A lease that the engine keeps itself is not extended over the line.

	private void awaitExtension(Instance instance, int count) {
		if (capabilities().isNative(Capability.LEASE_EXTENSION)) {
			patience().until("extension " + count, () -> settled(instance, Settlement.Extend.class) >= count);
		}
	}

	private long settled(Instance instance, Class<? extends Settlement> type) {
		return instance.backend().settled().stream().filter(type::isInstance).count();
	}

}
