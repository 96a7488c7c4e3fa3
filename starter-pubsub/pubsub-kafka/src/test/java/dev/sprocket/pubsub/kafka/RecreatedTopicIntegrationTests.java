// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A topic that is deleted and created again while a subscription runs, faster than the
 * group learns of it.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(90)
class RecreatedTopicIntegrationTests {

	private TestBroker kafka;

	private String topic;

	@BeforeEach
	void open(TestBroker kafka) throws Exception {
		this.kafka = kafka;
		this.topic = kafka.topic(1);
		kafka.admin()
			.incrementalAlterConfigs(
					Map.of(new ConfigResource(ConfigResource.Type.GROUP, KafkaGroups.id(this.topic, "group")),
							List.of(new AlterConfigOp(new ConfigEntry("consumer.heartbeat.interval.ms", "15000"),
									AlterConfigOp.OpType.SET),
									new AlterConfigOp(new ConfigEntry("consumer.session.timeout.ms", "45000"),
											AlterConfigOp.OpType.SET))))
			.all()
			.get();
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 15 })
	void whenItsOffsetsAreThoseOfHandledMessagesThenAllOfItIsHandled(int published) throws Exception {
		Set<String> handled = ConcurrentHashMap.newKeySet();
		try (PubSub engine = new PubSubBuilder(new KafkaBackend(this.kafka.settings())).build();
				PubSub publishing = new PubSubBuilder(new KafkaBackend(this.kafka.settings())).build()) {
			engine.subscribe(SubscriptionSpec.of(this.topic, "group", String.class),
					(message, acknowledgment) -> handled.add(message.payload()));
			publish(publishing, 0, 10);
			await().until(() -> handled.size() == 10);
			await().until(() -> this.kafka.committed(this.topic, "group", 0).offset() == 10);
			this.kafka.admin().deleteTopics(List.of(this.topic)).all().get();
			this.kafka.create(this.topic, 1);
			publish(publishing, 10, 10 + published);
			await().until(() -> handled.size() == 10 + published);
			await().until(() -> this.kafka.committed(this.topic, "group", 0).offset() == published);
		}
	}

	private void publish(PubSub engine, int from, int to) {
		assertThat(engine.publisher()
			.publishAll(IntStream.range(from, to)
				.mapToObj((number) -> OutgoingMessage.of(this.topic, String.valueOf(number)))
				.toList())
			.isComplete()).isTrue();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Member.PATIENCE.multipliedBy(2)).ignoreExceptions();
	}

}
