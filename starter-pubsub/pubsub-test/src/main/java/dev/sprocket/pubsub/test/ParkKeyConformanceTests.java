// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.FailedMessage;
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
abstract class ParkKeyConformanceTests extends ParkingTests {

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
		assertThat(letters).extracting(ParkingTests::text).containsExactly("a-1", "a-2", "a-3", "a-4");
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
		assertThat(awaitLetters(second, 3)).extracting(ParkingTests::text).containsExactly("a-1", "a-2", "a-3");
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
			assertThat(letters.stream().map(ParkingTests::text).filter((text) -> text.startsWith(key)))
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
		assertThat(awaitLetters(instance, 3)).extracting(ParkingTests::text).containsExactly("a-1", "a-2", "a-3");
		patience().until("the other key", harness(), () -> handler.payloads().containsAll(List.of("b-0", "b-2")));
		assertThat(handler.payloads()).containsOnlyOnce("a-0", "a-1", "b-0", "b-2");
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
		assertThat(awaitLetters(start(), 3)).extracting(ParkingTests::text).containsExactly("a-1", "a-2", "a-3");
		assertThat(handler.count()).isEqualTo(1);
	}

	@Test
	@DisplayName("C7 parking keys is refused in words without order by key, or where nothing can be looked at")
	@Refusal
	void c7ParkingIsRefusedWhereItCannotBe() {
		assertRefused(startKeyed(), parking().ordering(Ordering.NONE), ErrorKind.INVALID,
				"onFailure PARK_KEY needs ordering KEY, not NONE");
		Instance blind = startWithout(Capability.BROWSE);
		assertRefused(blind, parking(), ErrorKind.UNSUPPORTED,
				"backend " + blind.backend().name() + " cannot do BROWSE, which onFailure PARK_KEY needs");
		if (capabilities().of(Capability.BROWSE) != Support.NONE) {
			Instance torn = capabilities().isNative(Capability.BROWSE) ? startWithout(Capability.ATOMIC_FORWARD)
					: start();
			assertRefused(torn, parking(), ErrorKind.UNSUPPORTED,
					"backend " + torn.backend().name() + " cannot do ATOMIC_FORWARD, which onFailure PARK_KEY needs");
		}
	}

	private void assertRefused(Instance instance, SubscriptionSpec<String> spec, ErrorKind kind, String why) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.subscribe(spec, recorder()))
			.withMessage("Topic " + topic() + ", group g: " + why)
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(kind));
	}

}
