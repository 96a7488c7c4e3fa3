// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Item C7 of the conformance suite, where messages follow one of their key that failed.
 */
abstract class ParkKeyConformanceTests extends ConformanceTests {

	private static final DeadLetterQuery ALL = DeadLetterQuery.all().max(10_000);

	private final AtomicBoolean healed = new AtomicBoolean();

	@Test
	@DisplayName("C7 later messages of a key follow into the dead letters, untried and in order, other keys go on")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7LaterMessagesOfAKeyFollow() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking(), handler);
		publish(instance, "a-0", "a-1", "a-2", "b-0", "a-3", "b-2");
		awaitLetters(instance, 3);
		awaitInTime(handler, 4);
		publish(instance, "a-4", "b-3");
		List<FailedMessage> letters = awaitLetters(instance, 4);
		awaitInTime(handler, 5);
		assertThat(letters).extracting(ParkKeyConformanceTests::text).containsExactly("a-1", "a-2", "a-3", "a-4");
		assertThat(letters).extracting(FailedMessage::reason)
			.containsExactly("exhausted", "parked", "parked", "parked");
		assertThat(letters).extracting(FailedMessage::parkedBy).containsOnly(letters.get(0).message().id());
		assertThat(letters.get(1).message().attempt()).isZero();
		assertThat(ofKey(handler, "a")).containsExactly("a-0", "a-1");
		assertThat(ofKey(handler, "b")).containsExactly("b-0", "b-2", "b-3");
	}

	@Test
	@DisplayName("C7 a key stays parked over a restart, for every member")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7KeyStaysParkedOverARestart() {
		Instance first = startKeyed();
		first.subscribe(parking(), unhealthy());
		publish(first, "a-1");
		awaitLetters(first, 1);
		first.close();
		this.healed.set(true);
		Instance second = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		second.subscribe(parking(), handler);
		start().subscribe(parking(), handler);
		publish(second, "a-2", "a-3", "b-0");
		assertThat(awaitLetters(second, 3)).extracting(ParkKeyConformanceTests::text)
			.containsExactly("a-1", "a-2", "a-3");
		awaitInTime(handler, 1);
		assertThat(handler.payloads()).containsExactly("b-0");
	}

	@Test
	@DisplayName("C7 with many members nothing of a key is handled behind the message that parked it")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7NothingIsHandledBehindTheMessageThatParkedTheKey() {
		RecordingHandler<String> handler = unhealthy();
		Instance publisher = startKeyed();
		for (Instance instance : List.of(publisher, start(), start())) {
			instance.subscribe(parking().concurrency(4), handler);
		}
		List<String> keys = List.of("a", "b", "c", "d", "e", "f");
		int count = Scale.current().of(6, 30);
		for (int number = 0; number < count; number++) {
			for (String key : keys) {
				publisher.publish(message(key + "-" + number).key(key));
			}
		}
		List<FailedMessage> letters = awaitLetters(publisher, keys.size() * (count - 1));
		for (String key : keys) {
			assertThat(ofKey(handler, key)).containsExactly(key + "-0", key + "-1");
			assertThat(letters.stream().map(ParkKeyConformanceTests::text).filter((text) -> text.startsWith(key)))
				.containsExactlyElementsOf(numbered(key, 1, count));
		}
	}

	@Test
	@DisplayName("C7 a batch is parked from the message that failed on")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7BatchIsParkedFromTheMessageThatFailedOn() {
		Instance instance = startKeyed();
		publish(instance, "a-0", "b-0", "a-1", "a-2", "b-2", "a-3");
		RecordingBatches<String> handler = new RecordingBatches<>((messages, outcome) -> {
			for (int index = 0; index < messages.size(); index++) {
				if (messages.get(index).payload().equals("a-1")) {
					outcome.failed(index, new IllegalStateException("failed on purpose"));
				}
			}
		});
		instance.subscribeBatch(parking().batch(new BatchPolicy(10, beats(1))), handler);
		assertThat(awaitLetters(instance, 3)).extracting(ParkKeyConformanceTests::text)
			.containsExactly("a-1", "a-2", "a-3");
		patience().until("the other key", harness(), () -> handler.payloads().containsAll(List.of("b-0", "b-2")));
		assertThat(handler.payloads()).containsOnlyOnce("a-0", "a-1", "b-0", "b-2");
	}

	@Test
	@DisplayName("C7 a parked key is redriven as a whole, in order and before what is new, and then goes on")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7ParkedKeyIsRedrivenInOrderAndBeforeWhatIsNew() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking(), handler);
		start().subscribe(parking(), handler);
		int before = Scale.current().of(4, 8);
		numbered("a", 0, before).forEach((payload) -> publish(instance, payload));
		List<FailedMessage> letters = awaitLetters(instance, before - 1);
		this.healed.set(true);
		CompletableFuture<Void> publishing = background(() -> {
			numbered("a", before, 3 * before).forEach((payload) -> publish(instance, payload));
			return null;
		});
		assertThat(queue(instance).redrive(letters.get(2).position())).isTrue();
		await(publishing);
		awaitInTime(handler, 1 + 3 * before);
		awaitLetters(instance, 0);
		publish(instance, "a-" + 3 * before);
		awaitInTime(handler, 2 + 3 * before);
		List<String> expected = new ArrayList<>(List.of("a-0", "a-1"));
		expected.addAll(numbered("a", 1, 3 * before + 1));
		assertThat(handler.payloads()).containsExactlyElementsOf(expected);
	}

	@Test
	@DisplayName("C7 a redriven message that fails again parks its key again")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7RedrivenMessageThatFailsAgainParksItsKeyAgain() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking(), handler);
		publish(instance, "a-1", "a-2", "a-3", "b-1", "b-2");
		awaitLetters(instance, 5);
		assertThat(queue(instance).redrive(ALL, 0).redriven()).isEqualTo(5);
		awaitInTime(handler, 4);
		publish(instance, "a-4");
		awaitLetters(instance, 6);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("a-1", "b-1", "a-1", "b-1");
		this.healed.set(true);
		assertThat(queue(instance).redrive(ALL, 0).redriven()).isEqualTo(6);
		awaitInTime(handler, 10);
		assertThat(ofKey(handler, "a")).containsExactly("a-1", "a-1", "a-1", "a-2", "a-3", "a-4");
		assertThat(ofKey(handler, "b")).containsExactly("b-1", "b-1", "b-1", "b-2");
		awaitLetters(instance, 0);
	}

	@Test
	@DisplayName("C7 when what failed is discarded the rest is redriven or goes on")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7DiscardedLettersDoNotPark() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking(), handler);
		publish(instance, "a-1", "a-2", "b-1");
		awaitLetters(instance, 3);
		assertThat(queue(instance).discard(ALL.reason("exhausted"))).isEqualTo(2);
		publish(instance, "b-2");
		awaitInTime(handler, 3);
		assertThat(queue(instance).redrive(ALL, 0).redriven()).isEqualTo(1);
		awaitInTime(handler, 4);
		assertThat(handler.payloads().subList(2, 4)).containsExactly("b-2", "a-2");
	}

	@Test
	@DisplayName("C7 when too many letters are kept a parked key waits where it is, and nothing is lost")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7ParkedKeyWaitsWhenTooManyLettersAreKept() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking().deadLetter(DeadLetterPolicy.DEFAULT.parkKey(3)), handler);
		publish(instance, "a-1", "a-2", "a-3", "a-4", "a-5", "b-0");
		awaitLetters(instance, 3);
		awaitInTime(handler, 2);
		patience().holds("no more letters", () -> queue(instance).size() == 3);
		this.healed.set(true);
		queue(instance).redrive(ALL, 0);
		awaitInTime(handler, 7);
		assertThat(ofKey(handler, "a")).containsExactly("a-1", "a-1", "a-2", "a-3", "a-4", "a-5");
		awaitLetters(instance, 0);
	}

	@Test
	@DisplayName("C7 while the letters cannot be looked at nothing of a key is handled that may be parked")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7NothingIsHandledWhileTheLettersCannotBeLookedAt() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking(), handler);
		publish(instance, "a-1");
		awaitLetters(instance, 1);
		this.healed.set(true);
		instance.backend().failLookups(3);
		publish(instance, "a-2", "a-3");
		assertThat(awaitLetters(start(), 3)).extracting(ParkKeyConformanceTests::text)
			.containsExactly("a-1", "a-2", "a-3");
		assertThat(handler.count()).isEqualTo(1);
	}

	@Test
	@DisplayName("C7 parking keys is refused in words without order by key, or where nothing can be looked at")
	@Requires(Capability.KEY_ORDER)
	void c7ParkingIsRefusedWhereItCannotBe() {
		assertRefused(start(), parking().ordering(Ordering.NONE), ErrorKind.INVALID,
				"onFailure PARK_KEY needs ordering KEY, not NONE");
		Instance blind = startWithout(Capability.BROWSE);
		assertRefused(blind, parking(), ErrorKind.UNSUPPORTED,
				"backend " + blind.backend().name() + " cannot do BROWSE, which onFailure PARK_KEY needs");
		if (capabilities().of(Capability.BROWSE) != Support.NONE) {
			Instance torn = startWithout(Capability.ATOMIC_FORWARD);
			assertRefused(torn, parking(), ErrorKind.UNSUPPORTED,
					"backend " + torn.backend().name() + " cannot do ATOMIC_FORWARD, which onFailure PARK_KEY needs");
		}
	}

	private void assertRefused(Instance instance, SubscriptionSpec<String> spec, ErrorKind kind, String why) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.subscribe(spec, recorder()))
			.withMessage("Topic " + topic() + ", group g: " + why)
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(kind));
	}

	private Instance startKeyed() {
		Assumptions.assumeTrue(capabilities().of(Capability.KEY_ORDER) != Support.NONE,
				() -> harness().name() + " does not declare KEY_ORDER");
		return start();
	}

	private SubscriptionSpec<String> parking() {
		return spec("g").ordering(Ordering.KEY)
			.concurrency(4)
			.retry(attempts(1))
			.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(10_000));
	}

	private RecordingHandler<String> unhealthy() {
		return recorder((message, acknowledgment) -> {
			if (message.payload().endsWith("-1") && !this.healed.get()) {
				throw new IllegalStateException("failed on purpose");
			}
		});
	}

	private void publish(Instance instance, String... payloads) {
		for (String payload : payloads) {
			instance.publish(message(payload).key(payload.substring(0, 1)));
		}
	}

	private static List<String> numbered(String key, int from, int to) {
		return IntStream.range(from, to).mapToObj((number) -> key + "-" + number).toList();
	}

	private DeadLetterQueue queue(Instance instance) {
		return instance.pubSub().deadLetters(topic(), "g");
	}

	private List<FailedMessage> awaitLetters(Instance instance, int count) {
		DeadLetterQueue letters = queue(instance);
		patience().until(count + " letters, and no redrive under way", harness(),
				() -> letters.find(ALL).size() == count && letters.find(ALL.reason("redriving")).isEmpty());
		return queue(instance).find(ALL);
	}

	private static String text(FailedMessage letter) {
		return new String(letter.message().payload(), StandardCharsets.UTF_8);
	}

	private static List<String> ofKey(RecordingHandler<String> handler, String key) {
		return handler.messages()
			.stream()
			.filter((message) -> key.equals(message.key()))
			.map(Message::payload)
			.toList();
	}

}
