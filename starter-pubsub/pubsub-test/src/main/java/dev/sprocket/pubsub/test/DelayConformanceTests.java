// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group H of the conformance suite: delayed delivery.
 */
abstract class DelayConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("H1 deliverAfter: not early, and soon after")
	@Requires(Capability.DELAYED_DELIVERY)
	void h1DeliverAfterIsNotEarly() {
		assertArrives(beats(6), message("later")::deliverAfter);
	}

	@Test
	@DisplayName("H1 deliverAt: not early, and soon after")
	@Requires(Capability.DELAYED_DELIVERY)
	void h1DeliverAtIsNotEarly() {
		assertArrives(beats(8), (delay) -> message("later").deliverAt(harness().clock().instant().plus(delay)));
	}

	@Test
	@DisplayName("H1 a delay is refused in words where the backend has none")
	@Refusal
	void h1DelayIsRefusedWhereTheBackendHasNone() {
		Instance instance = startWithout(Capability.DELAYED_DELIVERY);
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> instance.publish(message("later").deliverAfter(beats(6))))
			.withMessageContaining(topic())
			.withMessageContaining(instance.backend().name())
			.withMessageContaining("set sprocket.pubsub.jdbc.outbox=true")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

	@Test
	@DisplayName("H2 in the past means now")
	@Requires(Capability.DELAYED_DELIVERY)
	void h2InThePastMeansNow() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		instance.publish(message("at").deliverAt(harness().clock().instant().minusSeconds(3600)));
		instance.publish(message("after").deliverAfter(Duration.ofSeconds(-5)));
		instance.publish(message("zero").deliverAfter(Duration.ZERO));
		handler.await(3);
	}

	@Test
	@DisplayName("H3 a delayed message survives a kill and a restart, and is not early then")
	@Requires(Capability.DELAYED_DELIVERY)
	void h3DelayedMessageSurvivesARestart() {
		Assumptions.assumeTrue(capabilities().of(Capability.DURABILITY) != Support.NONE,
				() -> harness().name() + " does not declare DURABILITY");
		Instance first = start();
		Instant moment = harness().clock().instant().plus(beats(8));
		first.publish(message("killed").deliverAt(moment));
		kill(first);
		Instance second = start();
		second.publish(message("closed").deliverAt(moment));
		second.close();
		RecordingHandler<String> handler = recorder();
		start().subscribe(spec("g"), handler);
		awaitInTime(handler, 2);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("killed", "closed");
		assertThat(handler.entries()).allSatisfy((entry) -> assertThat(entry.at()).isAfterOrEqualTo(moment));
	}

	@Test
	@DisplayName("H7 a delayed message does not block others")
	@Requires(Capability.DELAYED_DELIVERY)
	void h7DelayedMessageDoesNotBlockOthers() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g").concurrency(1), handler);
		for (int number = 0; number < 50; number++) {
			instance.publish(message("later").deliverAfter(beats(1000)));
		}
		publish(instance, 10);
		handler.await(10);
		neverMore(handler, 10);
		assertThat(handler.payloads()).doesNotContain("later");
	}

	private void assertArrives(Duration delay, Function<Duration, OutgoingMessage> message) {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(SubscriptionSpec.of(topic(), "g", String.class), handler);
		Instant notBefore = harness().clock().instant().plus(delay);
		instance.publish(message.apply(delay));
		awaitInTime(handler, 1);
		assertThat(handler.entries().get(0).at()).isBetween(notBefore, notBefore.plus(beats(15)));
		neverMore(handler, 1);
	}

}
