// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How to reach a Kafka cluster.
 *
 * @param bootstrapServers brokers to ask first, as {@code host:port,host:port}
 * @param timeout how long one call to the cluster may take
 * @param createTopics whether a missing topic is created with the broker's defaults, or
 * is an error
 * @param properties properties of the Kafka clients, over ours; without those that the
 * guarantees rest on
 */
record KafkaSettings(String bootstrapServers, Duration timeout, boolean createTopics, Map<String, String> properties) {

	private static final String DEFAULT_REQUEST_SIZE = "1048576";

	private static final String DEFAULT_POLL_INTERVAL = "300000";

	private static final String DEFAULT_HEARTBEAT_INTERVAL = "3000";

	KafkaSettings {
		properties = Map.copyOf(properties);
	}

	static KafkaSettings of(String bootstrapServers) {
		return new KafkaSettings(bootstrapServers, Duration.ofSeconds(10), true, Map.of());
	}

	KafkaSettings with(Map<String, String> properties) {
		return new KafkaSettings(this.bootstrapServers, this.timeout, this.createTopics, properties);
	}

	KafkaSettings withoutTopicCreation() {
		return new KafkaSettings(this.bootstrapServers, this.timeout, false, this.properties);
	}

	/**
	 * Return how long a member may stay away from polling before it leaves its group.
	 * @return {@code max.poll.interval.ms}
	 */
	Duration maxPollInterval() {
		return milliseconds(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, DEFAULT_POLL_INTERVAL);
	}

	/**
	 * Return how late a member can learn that its group rebalances.
	 * @return {@code heartbeat.interval.ms}
	 */
	Duration heartbeatInterval() {
		return milliseconds(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, DEFAULT_HEARTBEAT_INTERVAL);
	}

	int maxRequestSize() {
		return Integer
			.parseInt(this.properties.getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_REQUEST_SIZE));
	}

	Map<String, Object> admin() {
		Map<String, Object> admin = client();
		admin.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
		return admin;
	}

	Map<String, Object> producer() {
		Map<String, Object> producer = client();
		producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		producer.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis());
		producer.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis());
		producer.put(ProducerConfig.ACKS_CONFIG, "all");
		producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		return producer;
	}

	/**
	 * Return the properties of a consumer. Positions are committed when a group is
	 * declared; a partition without one was added since, so its start is the beginning.
	 * @param groupId the Kafka group
	 * @return the properties
	 */
	Map<String, Object> consumer(String groupId) {
		Map<String, Object> consumer = client();
		consumer.putIfAbsent(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
				CooperativeStickyAssignor.class.getName());
		consumer.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
		consumer.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
		consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		return consumer;
	}

	private Map<String, Object> client() {
		Map<String, Object> client = new HashMap<>(this.properties);
		client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, this.bootstrapServers);
		client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis() / 2);
		client.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
		return client;
	}

	private int millis() {
		return Math.toIntExact(this.timeout.toMillis());
	}

	private Duration milliseconds(String name, String fallback) {
		return Duration.ofMillis(Long.parseLong(this.properties.getOrDefault(name, fallback)));
	}

}
