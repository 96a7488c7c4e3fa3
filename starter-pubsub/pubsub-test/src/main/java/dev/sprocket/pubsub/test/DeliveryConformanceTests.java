// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Group A of the conformance suite: what is published is delivered.
 */
abstract class DeliveryConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("A1 publish, then subscribe: every id, payload and header arrives")
	void a1PublishThenSubscribeDeliversEveryIdPayloadAndHeader() {
		Instance instance = start();
		Map<String, String> published = publishNumbered(instance, 100);
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		assertNumbered(handler.await(100), published);
	}

	@Test
	@DisplayName("A2 subscribe, then publish: every id, payload and header arrives")
	void a2SubscribeThenPublishDeliversEveryIdPayloadAndHeader() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		Map<String, String> published = publishNumbered(instance, 100);
		assertNumbered(handler.await(100), published);
	}

	@Test
	@DisplayName("A3 many publishers and subscribers: no loss, no foreign message")
	void a3ManyPublishersAndSubscribersLoseNothingAndGetNothingForeign() {
		int publishers = Scale.current().of(20, 100);
		int subscribers = Scale.current().of(10, 50);
		int each = Scale.current().of(50, 100);
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		for (int number = 0; number < subscribers; number++) {
			instance.subscribe(spec("g").concurrency(2), handler);
		}
		List<CompletableFuture<List<String>>> tasks = IntStream.range(0, publishers)
			.mapToObj((number) -> background(() -> publishAs(instance, "p" + number, each)))
			.toList();
		List<String> published = tasks.stream().flatMap((task) -> await(task).stream()).toList();
		handler.await(published.size());
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("A4 many topics in parallel: none gets a message of another")
	void a4ManyTopicsInParallelAreIsolated() {
		int topics = Scale.current().of(8, 20);
		int each = Scale.current().of(20, 100);
		Instance instance = start();
		Map<String, RecordingHandler<String>> handlers = new ConcurrentHashMap<>();
		for (int number = 0; number < topics; number++) {
			String topic = topic("many");
			handlers.put(topic, recorder());
			instance.subscribe(SubscriptionSpec.of(topic, "g", String.class), handlers.get(topic));
		}
		handlers.keySet().stream().map((topic) -> background(() -> {
			IntStream.range(0, each).forEach((number) -> instance.publish(topic, topic + number));
			return topic;
		})).toList().forEach(this::await);
		handlers.forEach((topic, handler) -> {
			handler.await(each);
			assertThat(handler.payloads()).hasSize(each).allMatch((payload) -> payload.startsWith(topic));
		});
	}

	@Test
	@DisplayName("A5 publish returns after durability: the process is killed at once, the message is there")
	@Requires(Capability.DURABILITY)
	void a5MessageIsThereThoughTheProcessIsKilledRightAfterPublish() {
		Instance instance = start();
		PublishResult result = instance.publish(topic(), "durable");
		kill(instance);
		RecordingHandler<String> handler = recorder();
		start().subscribe(spec("g"), handler);
		assertThat(handler.await(1)).singleElement().satisfies((message) -> {
			assertThat(message.id()).isEqualTo(result.messageId());
			assertThat(message.payload()).isEqualTo("durable");
		});
	}

	@Test
	@DisplayName("A6 asynchronous publish completes exceptionally, never silently")
	void a6AsynchronousPublishCompletesExceptionally() {
		Instance instance = start();
		instance.backend().failSends(1, ErrorKind.PERMISSION_DENIED, (message) -> true);
		Throwable failure = failure(instance.publisher().publishAsync(message("refused")));
		assertThat(failure).isInstanceOf(PubSubException.class);
		assertThat(((PubSubException) failure).kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
		assertThat(failure).hasMessageContaining(topic());
		instance.publish(topic(), "stored");
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		handler.await(1);
		assertThat(handler.payloads()).containsExactly("stored");
	}

	@Test
	@DisplayName("A6 a broker that never answers: the publish ends with a time-out")
	void a6PublishToABrokerThatNeverAnswersEndsWithATimeout() {
		Instance instance = start(new FaultyBackend(open()),
				(builder) -> builder.publishTimeout(Duration.ofSeconds(1)));
		instance.backend().swallowSends();
		Throwable failure = failure(instance.publisher().publishAsync(message("swallowed")));
		assertThat(failure).isInstanceOfSatisfying(PubSubException.class,
				(exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.TIMEOUT));
	}

	@Test
	@DisplayName("A7 close flushes: what was published before it is stored")
	void a7CloseFlushesThePublisher() {
		Instance instance = start();
		List<CompletableFuture<PublishResult>> results = IntStream.range(0, 200)
			.mapToObj((number) -> instance.publisher().publishAsync(message("m" + number)))
			.toList();
		instance.close();
		assertThat(results).allMatch(CompletableFuture::isDone);
		assertThat(results).noneMatch(CompletableFuture::isCompletedExceptionally);
	}

	@Test
	@DisplayName("A7 publishes that race with close succeed or fail, none vanishes")
	void a7PublishesThatRaceWithCloseSucceedOrFail() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		Map<String, CompletableFuture<PublishResult>> results = new ConcurrentHashMap<>();
		List<CompletableFuture<Boolean>> publishers = IntStream.range(0, 4)
			.mapToObj((publisher) -> background(() -> publishUntilClosed(instance, "p" + publisher, results)))
			.toList();
		patience().until("some publishes", () -> results.size() > 50);
		instance.close();
		publishers.forEach(this::await);
		patience().until("all results", harness(), () -> results.values().stream().allMatch(CompletableFuture::isDone));
		start().subscribe(spec("g"), handler);
		Set<String> stored = new HashSet<>(results.keySet());
		results.forEach((payload, result) -> {
			if (result.isCompletedExceptionally()) {
				stored.remove(payload);
			}
		});
		patience().until("everything that was stored", () -> Set.copyOf(handler.payloads()).containsAll(stored));
		assertThat(results.keySet()).containsAll(Set.copyOf(handler.payloads()));
	}

	@Test
	@DisplayName("A8 publish after close fails; closing twice is harmless")
	void a8PublishAfterCloseFailsAndASecondCloseIsHarmless() {
		Instance instance = start();
		instance.publish(topic(), "before");
		instance.close();
		assertThatNoException().isThrownBy(instance::close);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.publish(topic(), "after"))
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.CLOSED));
		assertThat(failure(instance.publisher().publishAsync(message("after")))).isInstanceOfSatisfying(
				PubSubException.class, (exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.CLOSED));
	}

	@Test
	@DisplayName("A9 without failures there are no duplicates")
	void a9ThereAreNoDuplicatesWithoutFailures() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g").concurrency(8), handler);
		start().subscribe(spec("g").concurrency(8), handler);
		List<String> published = publish(instance, 200);
		handler.await(200);
		neverMore(handler, 200);
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("A10 published before anybody receives: kept for a declared group")
	void a10MessagesAreKeptForADeclaredGroup() {
		Instance instance = start();
		instance.backend().declareGroup(topic(), "declared");
		List<String> published = publish(instance, 10);
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("declared"), handler);
		handler.await(10);
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("A10 published while the subscription is away: kept for its group")
	void a10MessagesAreKeptWhileTheSubscriptionIsAway() {
		Instance instance = start();
		instance.subscribe(spec("g"), recorder()).close();
		List<String> published = publish(instance, 10);
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		handler.await(10);
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("A11 receive from an empty topic returns empty in bounded time, or at a wake-up")
	void a11ReceiveFromAnEmptyTopicReturnsEmpty() {
		FaultyBackend backend = new FaultyBackend(open());
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", Ordering.NONE, Duration.ofMinutes(1));
		try (Receiver receiver = backend.openReceiver(spec, LaneListener.NONE)) {
			assertThat(await(background(() -> receiver.receive(10, beats(2))))).isEmpty();
			assertThat(await(background(() -> receiver.receive(0, Duration.ZERO)))).isEmpty();
			CompletableFuture<List<Delivery>> blocked = background(() -> receiver.receive(10, Duration.ofHours(1)));
			receiver.wakeup();
			patience().until("the wake-up", blocked::isDone);
			assertThat(blocked.join()).isEmpty();
		}
	}

	private Map<String, String> publishNumbered(Instance instance, int count) {
		Map<String, String> published = new ConcurrentHashMap<>();
		for (int number = 0; number < count; number++) {
			OutgoingMessage message = message("m" + number).header("number", "m" + number);
			published.put(instance.publish(message).messageId(), "m" + number);
		}
		return published;
	}

	private static void assertNumbered(List<Message<String>> messages, Map<String, String> published) {
		assertThat(messages.stream().collect(Collectors.toMap(Message::id, Message::payload))).isEqualTo(published);
		assertThat(messages)
			.allSatisfy((message) -> assertThat(message.headers()).isEqualTo(Map.of("number", message.payload())));
	}

	private List<String> publishAs(Instance instance, String name, int count) {
		List<String> published = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			instance.publish(topic(), name + "-" + number);
			published.add(name + "-" + number);
		}
		return published;
	}

	private boolean publishUntilClosed(Instance instance, String name,
			Map<String, CompletableFuture<PublishResult>> results) {
		for (int number = 0; number < 1_000; number++) {
			CompletableFuture<PublishResult> result = instance.publisher().publishAsync(message(name + "-" + number));
			results.put(name + "-" + number, result);
			if (result.isCompletedExceptionally()) {
				return true;
			}
		}
		return false;
	}

}
