// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A topic gets more partitions while messages are published and handled.
 */
@ExtendWith(TestBroker.Extension.class)
class PartitionGrowthIntegrationTests {

	private static final Duration METADATA_AGE = Duration.ofSeconds(1);

	@Test
	void whenATopicGrowsUnderLoadThenTheNewPartitionsAreUsedAndNothingIsLost(TestBroker kafka) throws Exception {
		String topic = kafka.topic(2);
		Set<String> handled = ConcurrentHashMap.newKeySet();
		AtomicInteger published = new AtomicInteger();
		AtomicInteger deliveries = new AtomicInteger();
		try (PubSub engine = new PubSubBuilder(new KafkaBackend(settings(kafka))).build()) {
			engine.subscribe(SubscriptionSpec.of(topic, "group", String.class), (message, acknowledgment) -> {
				handled.add(message.payload());
				deliveries.incrementAndGet();
			});
			await().until(() -> publish(engine, topic, published) && handled.size() > 100);
			kafka.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
			await().atMost(METADATA_AGE.multipliedBy(10))
				.until(() -> publish(engine, topic, published) && isUsed(kafka, topic, 2) && isUsed(kafka, topic, 3));
			await().until(() -> handled.size() == published.get());
		}
		assertThat(deliveries).hasValue(published.get());
	}

	@Test
	void whenATopicWhoseOrderIsAskedForGrowsThenNothingMoreIsHandledAndEachInstanceSaysSo(TestBroker kafka)
			throws Exception {
		String topic = kafka.topic(1);
		Set<String> handled = ConcurrentHashMap.newKeySet();
		AtomicInteger published = new AtomicInteger();
		SubscriptionSpec<String> spec = SubscriptionSpec.of(topic, "group", String.class).ordering(Ordering.TOPIC);
		try (PubSub one = new PubSubBuilder(new KafkaBackend(settings(kafka))).build();
				PubSub other = new PubSubBuilder(new KafkaBackend(settings(kafka))).build()) {
			List<Subscription> both = Stream.of(one, other)
				.map((engine) -> engine.subscribe(spec, (message, acknowledgment) -> handled.add(message.payload())))
				.toList();
			await().until(() -> kafka.describe(topic, "group").members().size() == 2);
			publish(one, topic, published);
			await().until(() -> handled.size() == published.get());
			kafka.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
			await().until(() -> both.stream()
				.allMatch((subscription) -> subscription.status().state() == SubscriptionStatus.State.BACKING_OFF));
			assertThat(both).extracting((subscription) -> subscription.status().failure())
				.containsOnly("Topic '" + topic + "' has got more than one partition, and Kafka keeps no order between "
						+ "them, but group 'group' asks for ordering TOPIC: it handles nothing more. Use ordering KEY, "
						+ "or a topic with one partition.");
			int before = handled.size();
			publish(one, topic, published);
			await().during(Duration.ofSeconds(1)).until(() -> handled.size() == before);
			assertThat(kafka.committed(topic, "group", 1)).isNull();
		}
		try (PubSub engine = new PubSubBuilder(new KafkaBackend(settings(kafka))).build()) {
			engine.subscribe(spec.ordering(Ordering.KEY), (message, acknowledgment) -> handled.add(message.payload()));
			await().until(() -> handled.size() == published.get());
		}
	}

	private static KafkaSettings settings(TestBroker kafka) {
		Map<String, Object> client = Map.of("bootstrap.servers", kafka.server().bootstrapServers(),
				"metadata.max.age.ms", String.valueOf(METADATA_AGE.toMillis()));
		return new KafkaSettings(new KafkaClientProperties(client, client, client), KafkaTopicPolicy.CREATE);
	}

	private static boolean publish(PubSub engine, String topic, AtomicInteger published) {
		for (int count = 0; count < 10; count++) {
			engine.publisher().publish(topic, String.valueOf(published.getAndIncrement()));
		}
		return true;
	}

	private static boolean isUsed(TestBroker kafka, String topic, int partition) throws Exception {
		OffsetAndMetadata committed = kafka.committed(topic, "group", partition);
		return committed != null && committed.offset() > 0;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Member.PATIENCE).pollInSameThread().pollInterval(Duration.ofMillis(10));
	}

}
