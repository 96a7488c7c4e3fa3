// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryLaterException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that wait, for their next attempt or behind one that does, are kept here:
 * Kafka hands them out once. They take up no room of others.
 */
@ExtendWith(TestBroker.Extension.class)
class WaitingKeyIntegrationTests {

	/** More than are fetched ahead. */
	private static final int WAITING = 400;

	private static final int OTHERS = 50;

	private final Set<String> handled = ConcurrentHashMap.newKeySet();

	@ParameterizedTest
	@EnumSource(names = { "NONE", "KEY" })
	void whenMoreWaitThanAreFetchedAheadThenTheOthersGoOn(Ordering ordering, TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		List<OutgoingMessage> messages = new ArrayList<>();
		IntStream.range(0, WAITING).forEach((i) -> messages.add(OutgoingMessage.of(topic, "waits").key("hot")));
		IntStream.range(0, OTHERS).forEach((i) -> messages.add(OutgoingMessage.of(topic, "other" + i).key("k" + i)));
		try (PubSub engine = new PubSubBuilder(new KafkaBackend(kafka.settings())).build()) {
			engine.subscribe(SubscriptionSpec.of(topic, "group", String.class).ordering(ordering), (message, ack) -> {
				if (message.payload().equals("waits")) {
					throw new RetryLaterException(Duration.ofHours(1));
				}
				this.handled.add(message.payload());
			});
			assertThat(engine.publisher().publishAll(messages).isComplete()).isTrue();
			Awaitility.await().atMost(Member.PATIENCE).until(() -> this.handled.size() == OTHERS);
		}
	}

	@Test
	void whenADeadLetterCannotBeStoredThenADrainDoesNotWaitForIt(TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		FaultyBackend backend = new FaultyBackend(new KafkaBackend(kafka.settings()));
		backend.failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> message.topic().endsWith(".dlq"));
		try (PubSub engine = new PubSubBuilder(backend).build()) {
			Subscription subscription = engine.subscribe(SubscriptionSpec.of(topic, "group", Integer.class),
					(message, ack) -> this.handled.add(message.payload().toString()));
			engine.publisher().publish(topic, "not a number");
			engine.publisher().publish(topic, 1);
			Awaitility.await().atMost(Member.PATIENCE).until(() -> this.handled.contains("1"));
			assertThat(subscription.drain(Duration.ofMinutes(5))).isTrue();
		}
		assertThat(kafka.committed(topic, "group", 0).offset()).isZero();
	}

}
