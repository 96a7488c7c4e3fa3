// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A compacted topic takes no message without a key, and nothing of its batch.
 */
@ExtendWith(TestBroker.Extension.class)
class RefusedRecordIntegrationTests {

	@Test
	void whenOneOfABatchIsRefusedThenItIsInvalidAndTheOthersCanBePublishedAgain(TestBroker kafka) throws Exception {
		String topic = kafka.unusedTopic();
		kafka.admin()
			.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
			.all()
			.get();
		try (KafkaBackend backend = new KafkaBackend(lingering(kafka)); Sender sender = backend.openSender()) {
			List<SendOutcome> outcomes = sender.send(List.of(Messages.message(topic, "a", "1"),
					Messages.message(topic, null, "2"), Messages.message(topic, "b", "3")))
				.join();
			assertThat(outcomes).extracting((outcome) -> outcome.failure().kind())
				.containsExactly(ErrorKind.UNAVAILABLE, ErrorKind.INVALID, ErrorKind.UNAVAILABLE);
			assertThat(outcomes).extracting((outcome) -> outcome.failure().getMessage())
				.containsExactly(refusedForAnother(topic), refused(topic), refusedForAnother(topic));
			Messages.publish(backend, topic, "a", 4, 5);
			try (Member member = new Member(backend, topic, "group")) {
				assertThat(member.receiveUntil(1)).extracting(Messages::body).containsExactly("4");
			}
		}
	}

	private static String refused(String topic) {
		return "Publishing to topic '" + topic + "' failed: Compacted topic cannot accept message without key in topic "
				+ "partition " + topic + "-0";
	}

	private static String refusedForAnother(String topic) {
		return "Publishing to topic '" + topic + "' failed, since the broker refused another message that the client "
				+ "had put into the same batch. Publish it again.";
	}

	private static KafkaSettings lingering(TestBroker kafka) {
		Map<String, Object> client = Map.of("bootstrap.servers", kafka.server().bootstrapServers());
		Map<String, Object> producer = Map.of("bootstrap.servers", kafka.server().bootstrapServers(), "linger.ms",
				"500");
		return new KafkaSettings(new KafkaClientProperties(producer, client, client), KafkaTopicPolicy.CREATE);
	}

}
