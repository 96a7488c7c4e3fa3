// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Group D of the conformance suite: settling and redelivery; leases are in
 * {@link LeaseConformanceTests}.
 */
abstract class AcknowledgmentConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("D1 acknowledged is never delivered again, not after a restart either")
	void d1AcknowledgedIsNeverDeliveredAgain() {
		Instance instance = start();
		RecordingHandler<String> before = recorder();
		instance.subscribe(spec("g"), before);
		publish(instance, 10);
		before.await(10);
		neverMore(before, 10);
		instance.close();
		RecordingHandler<String> after = recorder();
		Instance second = start();
		second.subscribe(spec("g"), after);
		second.publish(topic(), "after");
		after.await(1);
		neverMore(after, 1);
		assertThat(after.payloads()).containsExactly("after");
	}

	@Test
	@DisplayName("D2 not acknowledged is delivered again")
	void d2NotAcknowledgedIsDeliveredAgain() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.attempt() == 1) {
				acknowledgment.nack();
			}
		});
		instance.subscribe(spec("g").retry(attempts(3)), handler);
		publish(instance, 10);
		awaitInTime(handler, 20);
		neverMore(handler, 20);
	}

	@Test
	@DisplayName("D3 not acknowledged with a delay: not before it, and soon after")
	void d3DelayOfARedeliveryIsKept() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.attempt() == 1) {
				acknowledgment.nack(beats(6));
			}
		});
		instance.subscribe(spec("g"), handler);
		publish(instance, 1);
		awaitInTime(handler, 2);
		Duration gap = Duration.between(handler.entries().get(0).at(), handler.entries().get(1).at());
		assertThat(gap).isBetween(beats(6), beats(21));
	}

	@Test
	@DisplayName("D4 the first settlement wins: double ack, ack after nack, nack after ack")
	void d4FirstSettlementWins() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder(this::settleTwice);
		instance.subscribe(manual().lease(beats(10_000), beats(10_000)).retry(attempts(3)), handler);
		instance.publish(topic(), "ack-ack");
		instance.publish(topic(), "ack-nack");
		instance.publish(topic(), "nack-ack");
		awaitInTime(handler, 4);
		neverMore(handler, 4);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("ack-ack", "ack-nack", "nack-ack", "nack-ack");
	}

	@Test
	@DisplayName("D9 settling after close has no effect and does not hang")
	void d9SettlingAfterCloseDoesNothing() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		Subscription subscription = instance.subscribe(manual(), handler);
		publish(instance, 4);
		handler.await(4);
		await(background(() -> subscription.drain(beats(1))));
		await(background(() -> {
			instance.close();
			return true;
		}));
		List<Acknowledgment> late = handler.entries().stream().map(RecordingHandler.Entry::acknowledgment).toList();
		assertThatNoException().isThrownBy(() -> {
			late.get(0).ack();
			late.get(1).nack();
			late.get(2).reject("late");
			late.get(3).extend(beats(5));
		});
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g"), after);
		awaitInTime(after, 4);
	}

	@Test
	@DisplayName("D11 what a handler does to payload and headers is not seen by the next attempt")
	void d11ChangesOfAHandlerAreNotSeenByTheNextAttempt() {
		Instance instance = start();
		List<String> seen = new CopyOnWriteArrayList<>();
		List<Throwable> refusals = new CopyOnWriteArrayList<>();
		RecordingHandler<byte[]> handler = recorder((message, acknowledgment) -> {
			seen.add(new String(message.payload()) + message.headers());
			message.payload()[0] = 'X';
			refusals.add(catchThrowable(() -> message.headers().put("added", "x")));
			throw new IllegalStateException("again");
		});
		instance.subscribe(SubscriptionSpec.of(topic(), "g", byte[].class).retry(attempts(3)), handler);
		instance.publish(message("body".getBytes()).header("mine", "1"));
		patience().until("three attempts", harness(), () -> refusals.size() >= 3);
		assertThat(seen).containsExactly("body{mine=1}", "body{mine=1}", "body{mine=1}");
		assertThat(refusals).hasOnlyElementsOfType(UnsupportedOperationException.class);
	}

	@Test
	@DisplayName("D12 an acknowledgment that fails is repeated, or the message comes again: it is settled in the end")
	void d12FailedAcknowledgmentIsSettledInTheEnd() {
		Instance instance = start();
		instance.backend().failSettlements(3, (settlement) -> !(settlement instanceof Settlement.Extend));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(leased(), handler);
		publish(instance, 1);
		patience().until("the acknowledgment", harness(),
				() -> settled(instance, Settlement.Ack.class) + settled(instance, Settlement.AckThrough.class) > 0);
		int deliveries = handler.count();
		assertThat(deliveries).isPositive();
		neverMore(handler, deliveries);
	}

	@Test
	@DisplayName("D13 out-of-order acknowledgments never settle an unfinished message")
	void d13OutOfOrderAcknowledgmentsNeverPassAnUnfinishedMessage() {
		Instance first = start();
		RecordingHandler<String> before = recorder();
		first.subscribe(manual().concurrency(3).lease(beats(20), beats(10_000)), before);
		publish(first, 3);
		before.await(3);
		before.entries()
			.stream()
			.filter((entry) -> !entry.message().payload().equals("m0"))
			.forEach((entry) -> entry.acknowledgment().ack());
		patience().until("the acknowledgments",
				() -> capabilities().cumulative() || settled(first, Settlement.Ack.class) == 2);
		kill(first);
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g"), after);
		patience().until("the unfinished message", harness(), () -> after.payloads().contains("m0"));
		neverMore(after, capabilities().cumulative() ? 3 : 1);
	}

	@Test
	@DisplayName("D14 a redelivery is marked and keeps the time of publishing")
	void d14RedeliveryIsMarkedAndKeepsItsTime() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").retry(attempts(2)), handler);
		publish(instance, 1);
		awaitInTime(handler, 2);
		assertThat(handler.messages()).extracting(Message::isRedelivered).containsExactly(false, true);
		assertThat(handler.messages().get(1).publishedAt()).isEqualTo(handler.messages().get(0).publishedAt());
	}

	private SubscriptionSpec<String> leased() {
		return spec("g").lease(beats(6), beats(10_000));
	}

	private SubscriptionSpec<String> manual() {
		return leased().ackMode(AckMode.MANUAL).concurrency(4);
	}

	private void settleTwice(Message<String> message, Acknowledgment acknowledgment) {
		if (message.payload().startsWith("nack") && !message.isRedelivered()) {
			acknowledgment.nack();
			acknowledgment.ack();
			return;
		}
		acknowledgment.ack();
		if (message.payload().endsWith("-nack")) {
			acknowledgment.nack();
		}
		else {
			acknowledgment.ack();
		}
	}

	private long settled(Instance instance, Class<? extends Settlement> type) {
		return instance.backend().settled().stream().filter(type::isInstance).count();
	}

}
