// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.spi.Capability;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Item C7 of the conformance suite, where a parked key comes back.
 */
abstract class ParkedRedriveConformanceTests extends ParkingTests {

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
		assertThat(queue(instance).redrive(letters.get(2).position())).isGreaterThanOrEqualTo(before - 1);
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
	@DisplayName("C7 what waits because too many letters are kept goes on once they are discarded")
	@Requires(Capability.ATOMIC_FORWARD)
	void c7WhatWaitsGoesOnOnceTheLettersAreDiscarded() {
		Instance instance = startKeyed();
		RecordingHandler<String> handler = unhealthy();
		instance.subscribe(parking().deadLetter(DeadLetterPolicy.DEFAULT.parkKey(2)), handler);
		publish(instance, "a-1", "a-2", "a-3", "a-4");
		awaitLetters(instance, 2);
		patience().holds("no more letters", () -> queue(instance).size() == 2);
		assertThat(queue(instance).discard(ALL)).isEqualTo(2);
		awaitInTime(handler, 3);
		assertThat(handler.payloads()).containsExactly("a-1", "a-3", "a-4");
		awaitLetters(instance, 0);
	}

}
