// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.SubscriptionSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message that is larger than we may write dies.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(90)
class RefusedLetterIntegrationTests {

	private static final int POISON = 2 * 1024 * 1024;

	/** More than may wait behind an unfinished one. */
	private static final int OTHERS = 1_100;

	@Test
	void whenItsLetterIsTooLargeThenItIsStoredWithoutItsBodyAndNothingWaitsForIt(TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		kafka.admin()
			.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
					List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", "5242880"),
							AlterConfigOp.OpType.SET))))
			.all()
			.get();
		Set<String> handled = ConcurrentHashMap.newKeySet();
		List<Message<byte[]>> letters = new CopyOnWriteArrayList<>();
		try (PubSub engine = new PubSubBuilder(new KafkaBackend(kafka.settings())).build()) {
			engine.subscribe(SubscriptionSpec.of(topic, "group", byte[].class), (message, acknowledgment) -> {
				if (message.payload().length == POISON) {
					throw new RejectMessageException("on purpose");
				}
				handled.add(new String(message.payload()));
			});
			engine.subscribe(SubscriptionSpec.of(topic + ".group.dlq", "watch", byte[].class),
					(message, acknowledgment) -> letters.add(message));
			publishPoison(kafka, topic);
			assertThat(engine.publisher()
				.publishAll(IntStream.range(0, OTHERS)
					.mapToObj((number) -> OutgoingMessage.of(topic, String.valueOf(number).getBytes()))
					.toList())
				.isComplete()).isTrue();
			Awaitility.await().atMost(Member.PATIENCE).until(() -> handled.size() == OTHERS && letters.size() == 1);
			Awaitility.await()
				.atMost(Member.PATIENCE)
				.until(() -> kafka.committed(topic, "group", 0).offset() == OTHERS + 1);
		}
		assertThat(letters.get(0).payload()).isEmpty();
		assertThat(letters.get(0).headers()).containsEntry("mine", "1")
			.containsEntry(DeadLetterHeaders.POSITION, "0/0")
			.hasEntrySatisfying(DeadLetterHeaders.MISSING,
					(missing) -> assertThat(missing)
						.startsWith("its body of 2097152 bytes, refused as TOO_LARGE: Publishing to topic '" + topic
								+ ".group.dlq' failed: ")
						.contains("max.request.size"));
	}

	private static void publishPoison(TestBroker kafka, String topic) throws Exception {
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", kafka.server().bootstrapServers(), "max.request.size", "5242880"),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			ProducerRecord<byte[], byte[]> poison = new ProducerRecord<>(topic, new byte[POISON]);
			poison.headers().add("mine", "1".getBytes());
			producer.send(poison).get();
		}
	}

}
