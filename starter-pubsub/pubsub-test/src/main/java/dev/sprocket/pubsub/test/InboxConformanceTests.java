// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group P of the conformance suite: effects that are exactly-once.
 */
abstract class InboxConformanceTests extends ConformanceTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Test
	@DisplayName("P5 the inbox handles an id once; a failed attempt does not poison it")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5InboxHandlesAnIdOnce() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Inbox inbox = transactions().inbox(LONG);
		assertThatExceptionOfType(DeliberateException.class).isThrownBy(() -> inbox.handleOnce("g", topic(), () -> {
			effects.add("failed");
			throw new DeliberateException();
		}));
		assertThat(inbox.handleOnce("g", topic(), () -> effects.add("done"))).isTrue();
		assertThat(inbox.handleOnce("g", topic(), () -> effects.add("twice"))).isFalse();
		assertThat(inbox.handleOnce("other", topic(), () -> effects.add("other group"))).isTrue();
		assertThat(effects.all()).containsExactlyInAnyOrder("done", "other group");
	}

	@Test
	@DisplayName("P5 concurrent duplicates have one effect")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5ConcurrentDuplicatesHaveOneEffect() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Inbox inbox = transactions().inbox(LONG);
		Gate gate = gate();
		List<CompletableFuture<Boolean>> attempts = IntStream.range(0, 4)
			.mapToObj((number) -> background(() -> inbox.handleOnce("g", topic(), () -> {
				effects.add("effect");
				gate.pass();
				return true;
			})))
			.toList();
		patience().until("one at work", () -> gate.waiting() > 0);
		gate.open();
		List<Object> ends = attempts.stream()
			.map((attempt) -> await(attempt.handle(InboxConformanceTests::end)))
			.toList();
		assertThat(ends).containsOnlyOnce(true);
		// a database may refuse one of two transactions that meet
		assertThat(ends).allSatisfy((end) -> assertThat(end).isInstanceOfAny(Boolean.class, BackendException.class));
		assertThat(effects.all()).containsExactly("effect");
	}

	private static Object end(Boolean first, @Nullable Throwable failure) {
		return (failure != null) ? failure : first;
	}

	@Test
	@DisplayName("P5 what a handler refuses with nack is handled again, and leaves no effect")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5NackedMessageIsHandledAgain() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			effects.add("attempt " + message.attempt());
			if (message.attempt() < 3) {
				acknowledgment.nack();
			}
		});
		instance.subscribe(spec("g").inbox(true).retry(attempts(5)), handler);
		publish(instance, 1);
		awaitInTime(handler, 3);
		neverMore(handler, 3);
		assertThat(effects.all()).containsExactly("attempt 3");
	}

	@Test
	@DisplayName("P5 what a handler rejects is handled when it is sent again, and left no effect before")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5RejectedMessageIsHandledWhenItIsSentAgain() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g").inbox(true), (message, acknowledgment) -> {
			handler.handle(message, acknowledgment);
			effects.add("call " + handler.count());
			if (handler.count() == 1) {
				acknowledgment.reject("not now");
			}
		});
		publish(instance, 1);
		patience().until("the dead letter", harness(), () -> instance.backend().sent().size() == 2);
		assertThat(effects.all()).isEmpty();
		sendAgain(instance);
		awaitInTime(handler, 2);
		patience().until("the effect", () -> effectsOf(effects).equals(List.of("call 2")));
	}

	@Test
	@DisplayName("P5 messages of two topics or sources that others gave one id are all handled")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5OneIdOfTwoTopicsOrSources() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		List<String> topics = List.of(topic(), topic("other"));
		for (String topic : topics) {
			instance.subscribe(SubscriptionSpec.of(topic, "g", String.class).inbox(true),
					(message, acknowledgment) -> effects.add(message.payload()));
		}
		send(topic(), "/one", "first");
		send(topic(), "/two", "of another source");
		send(topics.get(1), "/one", "of another topic");
		send(topic(), "/one", "again");
		patience().until("the effects", harness(), () -> effectsOf(effects).size() == 3);
		patience().until("every settlement", harness(),
				() -> topics.stream().allMatch((topic) -> instance.backend().lag(topic, "g").messages() == 0));
		assertThat(effects.all()).containsExactlyInAnyOrder("first", "of another source", "of another topic");
	}

	private void send(String topic, String source, String payload) {
		Map<String, String> headers = Map.of(ReservedHeaders.ID, "42", ReservedHeaders.CONTENT_TYPE, "text/plain",
				"ce_specversion", "1.0", "ce_id", "42", "ce_type", "t", "ce_source", source);
		try (Sender sender = open().openSender()) {
			await(sender.send(List.of(new OutboundMessage(topic, "42", null, headers,
					payload.getBytes(StandardCharsets.UTF_8), null, null, null))));
		}
	}

	@Test
	@DisplayName("P5 an acknowledgment inside the inbox waits for the commit")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p5AcknowledgmentWaitsForTheCommit() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			effects.add("attempt " + message.attempt());
			acknowledgment.ack();
			acknowledgment.nack();
			if (message.attempt() == 1) {
				throw new DeliberateException();
			}
		});
		instance.subscribe(spec("g").inbox(true).retry(attempts(5)), handler);
		publish(instance, 1);
		awaitInTime(handler, 2);
		neverMore(handler, 2);
		assertThat(effects.all()).containsExactly("attempt 2");
	}

	private void sendAgain(Instance instance) {
		OutboundMessage first = instance.backend().sent().get(0);
		try (Sender sender = instance.backend().openSender()) {
			await(sender.send(List.of(first)));
		}
	}

	private static List<String> effectsOf(Effects effects) {
		try {
			return effects.all();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	@DisplayName("P6 a duplicate does not publish its outputs twice")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p6DuplicateDoesNotPublishItsOutputsTwice() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		RecordingHandler<String> outputs = recorder();
		AtomicInteger calls = new AtomicInteger();
		instance.subscribe(SubscriptionSpec.of(topic() + ".out", "g", String.class), outputs);
		instance.backend().failSettlements(2, InboxConformanceTests::acknowledges);
		instance.subscribe(spec("g").inbox(true).lease(beats(6), beats(600)), (message, acknowledgment) -> {
			calls.incrementAndGet();
			effects.add(message.payload());
			instance.publish(topic() + ".out", "output");
		});
		publish(instance, 1);
		patience().until("the acknowledgment", harness(),
				() -> instance.backend().settled().stream().filter(InboxConformanceTests::acknowledges).count() >= 2);
		neverMore(outputs, 1);
		assertThat(effects.all()).containsExactly("m0");
		assertThat(outputs.count()).isEqualTo(1);
		assertThat(calls).hasValue(1);
	}

	private static boolean acknowledges(Settlement settlement) {
		return settlement instanceof Settlement.Ack || settlement instanceof Settlement.AckThrough;
	}

	@Test
	@DisplayName("P7 what a handler publishes shares the fate of its attempt")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p7OutputsShareTheFateOfTheAttempt() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Instance instance = startTransactional();
		RecordingHandler<String> outputs = recorder();
		instance.subscribe(SubscriptionSpec.of(topic() + ".out", "g", String.class), outputs);
		instance.subscribe(spec("g").inbox(true).retry(attempts(5)), (message, acknowledgment) -> {
			effects.add("attempt " + message.attempt());
			instance.publish(topic() + ".out", "attempt " + message.attempt());
			if (message.attempt() < 3) {
				throw new DeliberateException();
			}
		});
		publish(instance, 1);
		awaitInTime(outputs, 1);
		neverMore(outputs, 1);
		assertThat(outputs.payloads()).containsExactly("attempt 3");
		assertThat(effects.all()).containsExactly("attempt 3");
	}

	@Test
	@DisplayName("P11 the inbox forgets after its retention, not before")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p11InboxForgetsAfterItsRetention() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		Inbox inbox = transactions().inbox(beats(20));
		inbox.handleOnce("g", topic(), () -> effects.add("first"));
		transactions().purge(inbox);
		assertThat(inbox.handleOnce("g", topic(), () -> effects.add("second"))).isFalse();
		harness().advance(beats(21));
		transactions().purge(inbox);
		assertThat(inbox.handleOnce("g", topic(), () -> effects.add("third"))).isTrue();
		assertThat(effects.all()).containsExactlyInAnyOrder("first", "third");
	}

	private Transactions transactions() {
		return harness().transactions().orElseThrow();
	}

	private Instance startTransactional() {
		return start(new FaultyBackend(open()),
				(builder) -> builder.outbox(transactions().outbox()).inbox(transactions().inbox(LONG)));
	}

}
