// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;

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
