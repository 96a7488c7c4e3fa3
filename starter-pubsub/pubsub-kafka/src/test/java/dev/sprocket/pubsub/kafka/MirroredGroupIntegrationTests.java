// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A group whose positions were copied from another cluster, as MirrorMaker does: offsets
 * are translated, what is committed beside them is not.
 */
@ExtendWith(TestBroker.Extension.class)
class MirroredGroupIntegrationTests {

	@Test
	void whenItsPositionIsOfAnotherClusterThenItGoesOnThere(TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		KafkaNote note = new KafkaNote(KafkaTopicId.of("other", Uuid.randomUuid()), 1_000, "1;100;d+2");
		try (KafkaBackend backend = new KafkaBackend(kafka.settings())) {
			Messages.publish(backend, topic, null, 0, 10);
			kafka.admin()
				.alterConsumerGroupOffsets(KafkaGroups.id(topic, "group"),
						Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(6, note.metadata())))
				.all()
				.get();
			try (Member member = new Member(backend, topic, "group")) {
				List<Delivery> received = member.receiveUntil(4);
				assertThat(received).extracting(Messages::body).containsExactly("6", "7", "8", "9");
				assertThat(member.assigned).containsExactlyEntriesOf(Collections.singletonMap(new Lane("0"), null));
				member.ackThrough(received.get(3), "here");
			}
			try (Member next = new Member(backend, topic, "group").join()) {
				assertThat(next.assigned).containsEntry(new Lane("0"), "here");
			}
		}
	}

}
