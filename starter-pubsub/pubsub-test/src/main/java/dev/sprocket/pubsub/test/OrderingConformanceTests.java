// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group C of the conformance suite: order, for each level that is declared.
 */
abstract class OrderingConformanceTests extends ConformanceTests {

	private static final int KEYS = 16;

	private final Set<String> busyKeys = ConcurrentHashMap.newKeySet();

	private final AtomicInteger overlaps = new AtomicInteger();

	@Test
	@DisplayName("C1 order per key: 16 keys, ten members in two instances")
	@Requires(Capability.KEY_ORDER)
	void c1KeysStayInOrderOverTenMembers() {
		RecordingHandler<String> handler = recorder(exclusivePerKey());
		Instance publisher = null;
		for (int number = 0; number < 2; number++) {
			publisher = start();
			for (int member = 0; member < 5; member++) {
				publisher.subscribe(byKey(2), handler);
			}
		}
		int count = Scale.current().of(320, 1024);
		publishKeyed(Objects.requireNonNull(publisher), count);
		handler.await(count);
		assertThat(this.overlaps).hasValue(0);
		assertInOrder(handler.messages(), count);
	}

	@Test
	@DisplayName("C2 first deliveries come in the order of publishing")
	@Requires(Capability.TOPIC_ORDER)
	void c2FirstDeliveriesComeInOrder() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(byTopic(), handler);
		start().subscribe(byTopic(), handler);
		List<String> published = publishOneByOne(instance, 100);
		handler.await(100);
		assertThat(handler.payloads()).containsExactlyElementsOf(published);
	}

	@Test
	@DisplayName("C3 order per key with concurrency: other keys run meanwhile")
	@Requires(Capability.KEY_ORDER)
	void c3KeysStayInOrderWithConcurrencyAndRunInParallel() {
		Instance instance = start();
		Gate gate = gate();
		MessageHandler<String> exclusive = exclusivePerKey();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().endsWith("-0")) {
				gate.pass();
			}
			exclusive.handle(message, acknowledgment);
		});
		instance.subscribe(byKey(8), handler);
		publishKeyed(instance, 160);
		patience().until("eight keys at work", () -> gate.waiting() == 8);
		patience().holds("no key goes on", () -> handler.count() == 8);
		gate.open();
		handler.await(160);
		assertThat(this.overlaps).hasValue(0);
		assertInOrder(handler.messages(), 160);
	}

	@Test
	@DisplayName("C4 a message that waits for its retry holds back its key and no other")
	@Requires(Capability.KEY_ORDER)
	void c4RetryHoldsBackItsKeyAndNoOther() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().equals("a-0") && message.attempt() < 3) {
				throw new IllegalStateException("again");
			}
		});
		instance.subscribe(byKey(4).retry(slowly(5)), handler);
		publishKeyed(instance, List.of("a", "b"), 8);
		patience().until("the other key", () -> ofKey(handler, "b").size() == 4 && !ofKey(handler, "a").isEmpty());
		assertThat(ofKey(handler, "a")).containsOnly("a-0");
		awaitInTime(handler, 10);
		assertThat(ofKey(handler, "a")).containsExactly("a-0", "a-0", "a-0", "a-1", "a-2", "a-3");
		assertThat(ofKey(handler, "b")).containsExactly("b-0", "b-1", "b-2", "b-3");
	}

	@Test
	@DisplayName("C4 a retry that cannot be written at once holds back its key, too")
	@Requires(Capability.KEY_ORDER)
	void c4RetryThatCannotBeWrittenHoldsBackItsKey() {
		Instance instance = start();
		instance.backend().failSettlements(3, (settlement) -> settlement instanceof Settlement.Release);
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().equals("a-0") && message.attempt() == 1) {
				throw new IllegalStateException("again");
			}
		});
		instance.subscribe(byKey(4).retry(slowly(5)), handler);
		publishKeyed(instance, List.of("a"), 2);
		handler.await(1);
		instance.publish(message("a-2").key("a"));
		awaitInTime(handler, 4);
		assertThat(handler.payloads()).containsExactly("a-0", "a-0", "a-1", "a-2");
	}

	@Test
	@DisplayName("C5 order per key while members come and go")
	@Requires(Capability.KEY_ORDER)
	void c5KeysStayInOrderWhileMembersComeAndGo() {
		RecordingHandler<String> handler = recorder(exclusivePerKey());
		Instance first = start();
		Instance second = start();
		first.subscribe(byKey(2), handler);
		int count = Scale.current().of(320, 1024);
		for (int round = 0; round < 4; round++) {
			Subscription guest = second.subscribe(byKey(2), handler);
			publishKeyed(first, round * count / 4, count / 4);
			handler.await((round + 1) * count / 8);
			guest.close();
		}
		patience().until("all messages", () -> Set.copyOf(handler.payloads()).size() == count);
		assertThat(this.overlaps).hasValue(0);
		assertInOrder(handler.messages(), count);
	}

	@Test
	@DisplayName("C6 ordered by topic: no second message before the first is settled")
	@Requires(Capability.TOPIC_ORDER)
	void c6NoSecondMessageBeforeTheFirstIsSettled() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
		instance.subscribe(byTopic(), handler);
		start().subscribe(byTopic(), handler);
		List<String> published = publishOneByOne(instance, 40);
		handler.await(1);
		patience().holds("one message", () -> handler.count() == 1);
		gate.open();
		handler.await(40);
		assertThat(handler.payloads()).containsExactlyElementsOf(published);
	}

	@Test
	@DisplayName("C7 after a message went to the dead letters its key goes on in order")
	@Requires(Capability.KEY_ORDER)
	void c7KeyGoesOnAfterADeadLetter() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().endsWith("-1")) {
				throw new IllegalStateException("never");
			}
		});
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(byKey(4).retry(attempts(2)), handler);
		publishKeyed(instance, List.of("a", "b"), 8);
		awaitInTime(handler, 10);
		awaitInTime(dead, 2);
		assertThat(ofKey(handler, "a")).containsExactly("a-0", "a-1", "a-1", "a-2", "a-3");
		assertThat(ofKey(handler, "b")).containsExactly("b-0", "b-1", "b-1", "b-2", "b-3");
		assertThat(dead.messages()).extracting(Message::key).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	@DisplayName("C9 messages without a key spread over the concurrency")
	@Requires(Capability.KEY_ORDER)
	void c9MessagesWithoutAKeySpread() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
		instance.subscribe(byKey(4), handler);
		publish(instance, 8);
		patience().until("four handlers at work", () -> gate.waiting() == 4);
		gate.open();
		handler.await(8);
	}

	private SubscriptionSpec<String> byKey(int concurrency) {
		return spec("g").ordering(Ordering.KEY).concurrency(concurrency);
	}

	private SubscriptionSpec<String> byTopic() {
		return spec("g").ordering(Ordering.TOPIC).concurrency(4);
	}

	private List<String> publishOneByOne(Instance instance, int count) {
		List<String> payloads = IntStream.range(0, count).mapToObj(String::valueOf).toList();
		payloads.forEach((payload) -> instance.publish(topic(), payload));
		return payloads;
	}

	private RetryPolicy slowly(int attempts) {
		return RetryPolicy.fixed(attempts, beats(4));
	}

	private MessageHandler<String> exclusivePerKey() {
		return (message, acknowledgment) -> {
			String key = String.valueOf(message.key());
			if (!this.busyKeys.add(key)) {
				this.overlaps.incrementAndGet();
			}
			Thread.yield();
			this.busyKeys.remove(key);
		};
	}

	private void publishKeyed(Instance instance, int count) {
		publishKeyed(instance, 0, count);
	}

	private void publishKeyed(Instance instance, int from, int count) {
		List<OutgoingMessage> messages = new ArrayList<>();
		for (int number = from; number < from + count; number++) {
			String key = "k" + number % KEYS;
			messages.add(message(key + "-" + number / KEYS).key(key));
		}
		assertThat(instance.publisher().publishAll(messages).isComplete()).isTrue();
	}

	private void publishKeyed(Instance instance, List<String> keys, int count) {
		for (int number = 0; number < count; number++) {
			String key = keys.get(number % keys.size());
			instance.publish(message(key + "-" + number / keys.size()).key(key));
		}
	}

	private List<String> ofKey(RecordingHandler<String> handler, String key) {
		return handler.messages()
			.stream()
			.filter((message) -> key.equals(message.key()))
			.map(Message::payload)
			.toList();
	}

	private void assertInOrder(List<Message<String>> messages, int count) {
		Map<String, List<String>> byKey = messages.stream()
			.collect(Collectors.groupingBy((message) -> String.valueOf(message.key()),
					Collectors.mapping(Message::payload, Collectors.toList())));
		assertThat(byKey).hasSize(KEYS);
		byKey.forEach((key, payloads) -> assertThat(payloads.stream().distinct().toList()).containsExactlyElementsOf(
				IntStream.range(0, count / KEYS).mapToObj((number) -> key + "-" + number).toList()));
	}

}
