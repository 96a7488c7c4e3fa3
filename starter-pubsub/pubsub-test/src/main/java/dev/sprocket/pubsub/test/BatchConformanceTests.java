// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.RetryLaterException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.batch.BatchException;
import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group K of the conformance suite: several messages in one call of a handler.
 */
abstract class BatchConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("K3 a batch that is full does not wait")
	void k3FullBatchDoesNotWait() {
		Instance instance = start();
		RecordingBatches<String> handler = batches();
		instance.subscribeBatch(batched(10, 10_000), handler);
		publish(instance, 25);
		patience().until("two full batches", () -> handler.count() == 20);
		patience().holds("no batch that is not full", () -> handler.count() == 20);
		publish(instance, 5);
		patience().until("the third", () -> handler.count() == 30);
		assertThat(handler.sizes()).containsExactly(10, 10, 10);
	}

	@Test
	@DisplayName("K3 a batch that is not full waits for others, up to the limit")
	void k3BatchThatIsNotFullWaitsUpToTheLimit() {
		Instance instance = start();
		List<String> published = publish(instance, 3);
		RecordingBatches<String> handler = batches();
		instance.subscribeBatch(batched(10, 5), handler);
		patience().holds("nothing yet", () -> handler.count() == 0);
		awaitInTime("the messages", handler::count, 3);
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
		assertThat(handler.sizes()).containsExactly(3);
	}

	@Test
	@DisplayName("K3 what is in order comes in batches in order, and waits for no more than the limit")
	@Requires(Capability.TOPIC_ORDER)
	void k3OrderedMessagesComeInBatchesInOrder() {
		Instance instance = start();
		RecordingBatches<String> handler = batches();
		instance.subscribeBatch(batched(4, 1).ordering(Ordering.TOPIC), handler);
		List<String> published = new ArrayList<>();
		for (int number = 0; number < 10; number++) {
			published.add("m" + number);
			instance.publish(topic(), "m" + number);
		}
		awaitInTime("the messages", handler::count, 10);
		assertThat(handler.payloads()).containsExactlyElementsOf(published);
		assertThat(handler.sizes()).allMatch((size) -> size <= 4);
	}

	@Test
	@DisplayName("K3 as many batches are handled at a time as the concurrency says")
	void k3BatchesAreHandledInParallel() {
		Instance instance = start();
		Gate gate = gate();
		RecordingBatches<String> handler = batches((messages, outcome) -> gate.pass());
		instance.subscribeBatch(batched(5, 10_000).concurrency(2), handler);
		publish(instance, 15);
		patience().until("two batches at work", () -> gate.waiting() == 2);
		patience().holds("no third", () -> handler.count() == 10);
		gate.open();
		patience().until("the third", () -> handler.count() == 15);
	}

	@Test
	@DisplayName("K4 only what the handler says has failed is tried again")
	void k4OnlyWhatFailedIsTriedAgain() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		RecordingBatches<String> handler = batches((messages, outcome) -> {
			for (int index = 0; index < messages.size(); index++) {
				Message<String> message = messages.get(index);
				if (message.payload().equals("m3") && message.attempt() == 1) {
					outcome.failed(index, new IllegalStateException("again"));
				}
				else if (message.payload().equals("m5")) {
					outcome.failed(index, new RejectMessageException("never"));
				}
			}
		});
		instance.subscribeBatch(batched(10, 1).retry(attempts(3)), handler);
		publish(instance, 10);
		awaitInTime("the messages and one again", handler::count, 11);
		awaitInTime(dead, 1);
		assertThat(handler.payloads()).containsOnlyOnce("m0", "m1", "m2", "m4", "m5", "m6", "m7", "m8", "m9");
		assertThat(handler.messages()).filteredOn((message) -> message.payload().equals("m3"))
			.extracting(Message::attempt)
			.containsExactly(1, 2);
		assertThat(dead.messages().get(0).headers()).containsEntry("dlq-reason", "rejected");
	}

	@Test
	@DisplayName("K4 what is behind the message that an exception names comes again untried")
	void k4WhatIsBehindTheNamedMessageComesAgainUntried() {
		Instance instance = start();
		List<String> handled = new CopyOnWriteArrayList<>();
		RecordingBatches<String> handler = batches((messages, outcome) -> {
			for (int index = 0; index < messages.size(); index++) {
				Message<String> message = messages.get(index);
				if (message.payload().equals("m3") && message.attempt() == 1) {
					throw new BatchException(index, new IllegalStateException("again"));
				}
				handled.add(message.payload() + "/" + message.attempt());
			}
		});
		List<String> published = publish(instance, 6);
		instance.subscribeBatch(batched(10, 1).concurrency(1).retry(attempts(3)), handler);
		awaitInTime("all handled", handled::size, 6);
		assertThat(handled).containsExactlyInAnyOrderElementsOf(
				published.stream().map((payload) -> payload + (payload.equals("m3") ? "/2" : "/1")).toList());
	}

	@Test
	@DisplayName("K4 an exception that names no message: each is tried alone, and only the one that fails is kept")
	void k4OneBadMessageDoesNotTakeTheOthersAlong() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		RecordingBatches<String> handler = batches((messages, outcome) -> {
			if (messages.stream().anyMatch((message) -> message.payload().equals("m3"))) {
				throw new IllegalStateException("one of " + messages.size());
			}
		});
		instance.subscribeBatch(batched(10, 1).retry(attempts(1)), handler);
		publish(instance, 10);
		awaitInTime(dead, 1);
		patience().until("the others", harness(), () -> handler.handled().size() == 9);
		neverMore(dead, 1);
		assertThat(handler.handled()).containsExactlyInAnyOrder("m0", "m1", "m2", "m4", "m5", "m6", "m7", "m8", "m9");
		assertThat(dead.messages().get(0).headers()).containsEntry("dlq-error-message", "one of 1");
	}

	@Test
	@DisplayName("K4 a message that failed holds back its key in the batch, and no other")
	@Requires(Capability.KEY_ORDER)
	void k4FailedMessageHoldsBackItsKey() {
		Instance instance = start();
		List<String> handled = new CopyOnWriteArrayList<>();
		RecordingBatches<String> handler = batches((messages, outcome) -> {
			for (int index = 0; index < messages.size(); index++) {
				Message<String> message = messages.get(index);
				if (message.payload().equals("a1") && message.attempt() < 3) {
					outcome.failed(index, new IllegalStateException("again"));
				}
				handled.add(message.payload());
			}
		});
		instance.publisher().publishAll(keyed("a0", "b0", "a1", "a2", "b1", "a3"));
		instance.subscribeBatch(batched(10, 1).ordering(Ordering.KEY).concurrency(1).retry(attempts(4)), handler);
		patience().until("all handled", harness(), () -> handled.containsAll(List.of("a3", "b0", "b1"))
				&& handled.lastIndexOf("a3") > handled.lastIndexOf("a1") && count(handled, "a1") == 3);
		List<String> a = handled.stream().filter((payload) -> payload.startsWith("a")).toList();
		assertThat(a.subList(a.lastIndexOf("a1"), a.size())).containsExactly("a1", "a2", "a3");
		assertThat(handled.stream().filter((payload) -> payload.startsWith("b"))).containsExactly("b0", "b1");
	}

	@Test
	@DisplayName("K5 what cannot be decoded goes to the dead letters alone")
	void k5WhatCannotBeDecodedGoesToTheDeadLettersAlone() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		RecordingBatches<Integer> handler = batches();
		List<OutgoingMessage> messages = new ArrayList<>();
		for (int number = 0; number < 10; number++) {
			String body = (number % 4 == 2) ? "poison" : String.valueOf(number);
			messages.add(message(body).contentType("application/json"));
		}
		instance.publisher().publishAll(messages);
		instance.subscribeBatch(SubscriptionSpec.of(topic(), "g", Integer.class).batch(new BatchPolicy(10, beats(2))),
				handler);
		awaitInTime("the readable", handler::count, 8);
		awaitInTime(dead, 2);
		assertThat(handler.payloads()).containsExactlyInAnyOrder(0, 1, 3, 4, 5, 7, 8, 9);
		assertThat(dead.messages())
			.allSatisfy((letter) -> assertThat(letter.headers()).containsEntry("dlq-reason", "undecodable"))
			.extracting((letter) -> new String(letter.payload()))
			.containsOnly("poison");
	}

	@Test
	@DisplayName("K6 no acknowledgment of a batch is lost when the subscription is closed at once")
	void k6NoAcknowledgmentIsLostAtTheClose() {
		Instance first = start();
		RecordingBatches<String> before = batches();
		first.subscribeBatch(batched(10, 1), before);
		publish(first, 50);
		awaitInTime("all messages", before::count, 50);
		first.close();
		RecordingHandler<String> after = recorder();
		Instance second = start();
		second.subscribe(spec("g"), after);
		second.publish(topic(), "last");
		after.await(1);
		neverMore(after, 1);
		assertThat(after.payloads()).containsExactly("last");
	}

	@Test
	@DisplayName("K6 a drain waits for the batch at work and gives back what still gathers, untried")
	@Requires(Capability.UNCOUNTED_RELEASE)
	void k6DrainWaitsForTheBatchAndGivesBackTheRest() {
		Instance first = start();
		Gate gate = gate();
		RecordingBatches<String> before = batches((messages, outcome) -> gate.pass());
		first.subscribeBatch(batched(5, 10_000), before);
		publish(first, 8);
		patience().until("one batch", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> drained = background(() -> first.pubSub().drain(Duration.ofSeconds(20)));
		patience().holds("the drain waits", () -> !drained.isDone());
		gate.open();
		assertThat(await(drained)).isTrue();
		assertThat(before.count()).isEqualTo(5);
		RecordingHandler<String> after = recorder();
		start().subscribe(spec("g"), after);
		awaitInTime(after, 3);
		assertThat(after.messages()).allMatch((message) -> message.attempt() == 1);
		assertThat(after.payloads()).doesNotContainAnyElementsOf(before.payloads());
	}

	@Test
	@DisplayName("K4 with order a message that is to come later holds back those of its key")
	@Requires(Capability.KEY_ORDER)
	void k4WhatIsToComeLaterHoldsBackItsKey() {
		Instance instance = start();
		AtomicInteger postponed = new AtomicInteger();
		Gate gate = gate();
		RecordingBatches<String> handler = batches((messages, outcome) -> {
			List<String> payloads = messages.stream().map(Message::payload).toList();
			if (payloads.containsAll(List.of("a1", "a2")) && postponed.compareAndSet(0, 1)) {
				throw new RetryLaterException(beats(2));
			}
			gate.pass();
		});
		instance.publisher().publishAll(keyed("a1", "b1", "a2"));
		instance.subscribeBatch(batched(3, 1).ordering(Ordering.KEY).concurrency(3), handler);
		patience().until("the first of its key", harness(),
				() -> gate.waiting() > 0 && count(handler.payloads(), "a1") == 1 + postponed.get());
		patience().holds("none without the one before it",
				() -> handler.batches().stream().allMatch((batch) -> batch.contains("a1") || !batch.contains("a2")));
		gate.open();
		patience().until("all of them", harness(), () -> handler.handled().size() == 3);
		assertThat(handler.handled()).containsSubsequence("a1", "a2");
	}

	private SubscriptionSpec<String> batched(int maxSize, double maxWait) {
		return spec("g").batch(new BatchPolicy(maxSize, beats(maxWait)));
	}

	private List<OutgoingMessage> keyed(String... payloads) {
		return List.of(payloads).stream().map((payload) -> message(payload).key(payload.substring(0, 1))).toList();
	}

	private static long count(List<String> handled, String payload) {
		return handled.stream().filter(payload::equals).count();
	}

	private <T> RecordingBatches<T> batches() {
		return batches((messages, outcome) -> {
		});
	}

	private <T> RecordingBatches<T> batches(BatchHandler<T> next) {
		return new RecordingBatches<>(next);
	}

	private void awaitInTime(String what, IntSupplier count, int expected) {
		patience().until(expected + ": " + what, harness(), () -> count.getAsInt() >= expected);
	}

}
