// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Capability;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group I of the conformance suite: groups and their members.
 */
abstract class GroupConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("I1 two groups each get every message")
	@Requires(Capability.GROUPS)
	void i1TwoGroupsEachGetEveryMessage() {
		Instance instance = start();
		RecordingHandler<String> one = recorder();
		RecordingHandler<String> other = recorder();
		instance.subscribe(spec("one"), one);
		start().subscribe(spec("other"), other);
		List<String> published = publish(instance, 50);
		one.await(50);
		other.await(50);
		neverMore(one, 50);
		neverMore(other, 50);
		assertThat(one.payloads()).containsExactlyInAnyOrderElementsOf(published);
		assertThat(other.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("I2 the members of a group share its messages, and none starves")
	void i2MembersOfAGroupShareAndNoneStarves() {
		Gate gate = gate();
		List<RecordingHandler<String>> members = new ArrayList<>();
		Instance publisher = start();
		for (Instance instance : List.of(start(), start())) {
			for (int member = 0; member < 2; member++) {
				RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
				instance.subscribe(spec("g").concurrency(1), handler);
				members.add(handler);
			}
		}
		harness().awaitMembers(topic(), "g", 4);
		List<String> published = publish(publisher, 400);
		patience().until("a message for every member", () -> gate.waiting() == 4);
		gate.open();
		patience().until("all messages", () -> total(members) >= 400);
		patience().holds("no more", () -> total(members) == 400);
		assertThat(members.stream().flatMap((member) -> member.payloads().stream()))
			.containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("I8 two subscriptions of one process with the same topic and group share")
	void i8SubscriptionsOfOneProcessShare() {
		Instance instance = start();
		RecordingHandler<String> one = recorder();
		RecordingHandler<String> other = recorder();
		instance.subscribe(spec("g"), one);
		instance.subscribe(spec("g"), other);
		List<String> published = publish(instance, 100);
		patience().until("all messages", () -> total(List.of(one, other)) >= 100);
		patience().holds("no more", () -> total(List.of(one, other)) == 100);
		assertThat(Stream.of(one, other).flatMap((member) -> member.payloads().stream()))
			.containsExactlyInAnyOrderElementsOf(published);
	}

	private static int total(List<RecordingHandler<String>> members) {
		return members.stream().mapToInt(RecordingHandler::count).sum();
	}

}
