// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group C of the conformance suite: to whom a receiver gives the next message of a key or
 * a topic.
 */
abstract class LaneConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("C4 a message that is given back untried, for later, holds back its key")
	@Requires(Capability.KEY_ORDER)
	void c4MessageGivenBackUntriedHoldsBackItsKey() {
		Assumptions.assumeTrue(capabilities().of(Capability.RELEASE_DELAY) == Support.NATIVE,
				() -> harness().name() + " does not declare RELEASE_DELAY");
		Instance publisher = start();
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", Ordering.KEY, beats(10_000));
		try (Receiver receiver = open().openReceiver(spec, LaneListener.NONE)) {
			publisher.publish(message("first").key("k"));
			List<Delivery> received = new ArrayList<>();
			patience().until("the first message", () -> received.addAll(receiver.receive(1, Duration.ZERO)));
			receiver.settle(List.of(new Settlement.Release(received.get(0), beats(6), false)));
			publisher.publish(message("second").key("k"));
			patience().until("the next message", harness(), () -> received.addAll(receiver.receive(1, Duration.ZERO)));
			assertThat(received).extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
				.containsExactly("first", "first");
		}
	}

	@Test
	@DisplayName("C1 a key is with one member at a time, also when an earlier message becomes due later")
	@Requires(Capability.KEY_ORDER)
	void c1KeyIsWithOneMemberAlsoWhenAnEarlierMessageBecomesDue() {
		assertOneMemberAtATime(Ordering.KEY);
	}

	@Test
	@DisplayName("C6 a topic is with one member at a time, also when an earlier message becomes due later")
	@Requires(Capability.TOPIC_ORDER)
	void c6TopicIsWithOneMemberAlsoWhenAnEarlierMessageBecomesDue() {
		assertOneMemberAtATime(Ordering.TOPIC);
	}

	private void assertOneMemberAtATime(Ordering ordering) {
		Assumptions.assumeTrue(capabilities().of(Capability.DELAYED_DELIVERY) != Support.NONE,
				() -> harness().name() + " does not declare DELAYED_DELIVERY");
		Instance publisher = start();
		ReceiverSpec spec = new ReceiverSpec(topic(), "g", ordering, beats(10_000));
		try (Receiver one = open().openReceiver(spec, LaneListener.NONE);
				Receiver other = open().openReceiver(spec, LaneListener.NONE)) {
			publisher.publish(message("earlier").key("k").deliverAfter(beats(10)));
			publisher.publish(message("later").key("k"));
			List<Delivery> later = new ArrayList<>();
			patience().until("the later message", () -> later.addAll(one.receive(1, Duration.ZERO)));
			harness().advance(beats(12));
			patience().holds("nothing for another member", () -> other.receive(1, Duration.ZERO).isEmpty());
			one.settle(List.of(new Settlement.Ack(later.get(0))));
			List<Delivery> earlier = new ArrayList<>();
			patience().until("the earlier message", () -> earlier.addAll(other.receive(1, Duration.ZERO)));
			assertThat(earlier).extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
				.containsExactly("earlier");
		}
	}

	@Test
	@DisplayName("C1 order by key is refused in words where the backend has none")
	@Refusal
	void c1OrderByKeyIsRefusedWhereTheBackendHasNone() {
		assertRefused(startWithout(Capability.KEY_ORDER), Ordering.KEY);
	}

	@Test
	@DisplayName("C2 order by topic is refused in words where the backend has none")
	@Refusal
	void c2OrderByTopicIsRefusedWhereTheBackendHasNone() {
		assertRefused(startWithout(Capability.TOPIC_ORDER), Ordering.TOPIC);
	}

	private void assertRefused(Instance instance, Ordering ordering) {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> instance.subscribe(spec("g").ordering(ordering), recorder()))
			.withMessageContaining(topic())
			.withMessageContaining(ordering.name())
			.withMessageContaining(instance.backend().name())
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

}
