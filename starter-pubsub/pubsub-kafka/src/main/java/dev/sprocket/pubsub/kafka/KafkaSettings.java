// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * How to reach a Kafka cluster. Properties of the user go before our defaults, and after
 * what the guarantees rest on.
 *
 * @param clients properties of the user
 * @param topics what becomes of topics that do not exist
 */
record KafkaSettings(KafkaClientProperties clients, KafkaTopicPolicy topics) {

	static final String EARLIEST = "earliest";

	static final String LATEST = "latest";

	private static final int CALL_MILLIS = 10_000;

	private static final int REQUEST_MILLIS = 5_000;

	/** The default of {@code sprocket.pubsub.publish-timeout}. */
	private static final int DELIVERY_MILLIS = 30_000;

	private static final int BATCH_BYTES = 65536;

	private static final int POLL_RECORDS = 2_000;

	private static final int DEFAULT_REQUEST_SIZE = 1048576;

	private static final int DEFAULT_POLL_INTERVAL = 300_000;

	private static final int DEFAULT_HEARTBEAT_INTERVAL = 3_000;

	String bootstrapServers() {
		Object servers = this.clients.admin().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
		return (servers instanceof Collection<?> several)
				? several.stream().map(String::valueOf).collect(Collectors.joining(",")) : String.valueOf(servers);
	}

	/**
	 * Return how long one call to the cluster may take.
	 * @return {@code default.api.timeout.ms}
	 */
	Duration timeout() {
		return Duration.ofMillis(callMillis(this.clients.consumer()));
	}

	/**
	 * Return how long a member may stay away from polling before it leaves its group.
	 * @return {@code max.poll.interval.ms}
	 */
	Duration maxPollInterval() {
		return Duration.ofMillis(
				number(this.clients.consumer(), ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, DEFAULT_POLL_INTERVAL));
	}

	/**
	 * Return how late a member can learn that its group rebalances.
	 * @return {@code heartbeat.interval.ms}
	 */
	Duration heartbeatInterval() {
		return Duration.ofMillis(number(this.clients.consumer(), ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
				DEFAULT_HEARTBEAT_INTERVAL));
	}

	/**
	 * Return how long a member may stay away from polling. A group hands partitions over
	 * only when each member has polled, so that a member must poll as often as it beats,
	 * not just often enough to stay in.
	 * @return the longest time between two calls of
	 * {@link dev.sprocket.pubsub.spi.Receiver#receive}
	 */
	Duration maxIdle() {
		Duration third = maxPollInterval().dividedBy(3);
		return (third.compareTo(heartbeatInterval()) < 0) ? third : heartbeatInterval();
	}

	int maxRequestSize() {
		return number(this.clients.producer(), ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_REQUEST_SIZE);
	}

	/**
	 * Return where a group begins that has no position.
	 * @return what the user set as {@code auto.offset.reset}, or {@code null}
	 */
	@Nullable String newGroupsBegin() {
		Object begin = this.clients.consumer().get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
		return (begin != null) ? begin.toString() : null;
	}

	Map<String, Object> admin() {
		return client(this.clients.admin());
	}

	/**
	 * Return the properties of the producer. It lingers for nothing: Kafka's 5 ms for a
	 * fuller batch would be added to the wait of each publisher, and the engine gathers
	 * batches itself. What it gathered fits into a batch of 64 KiB for a partition, where
	 * Kafka's 16 would be four.
	 * @return the properties
	 */
	Map<String, Object> producer() {
		Map<String, Object> producer = client(delivering(this.clients.producer()));
		producer.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
		producer.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
		producer.putIfAbsent(ProducerConfig.PARTITIONER_CLASS_CONFIG, SpreadingPartitioner.class);
		producer.put(ProducerConfig.ACKS_CONFIG, "all");
		producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		return producer;
	}

	/**
	 * Return the properties of a consumer. Positions are committed when a group is
	 * declared, see {@link #newGroupsBegin()}; a partition without one was added since,
	 * so its start is the beginning.
	 * @param groupId the Kafka group
	 * @return the properties
	 */
	Map<String, Object> consumer(String groupId) {
		Map<String, Object> consumer = client(this.clients.consumer());
		consumer.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
		consumer.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CONSUMER.name());
		if (isClassic(consumer)) {
			consumer.putIfAbsent(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
					CooperativeStickyAssignor.class.getName());
		}
		consumer.computeIfPresent(ConsumerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-" + groupId);
		consumer.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
		consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, EARLIEST);
		consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		return consumer;
	}

	private static boolean isClassic(Map<String, Object> consumer) {
		return GroupProtocol.CLASSIC.name()
			.equalsIgnoreCase(String.valueOf(consumer.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)));
	}

	// The clients refuse a call that has less time than one of its requests, and a
	// delivery with less than a request after its linger. Of such two, what the user sets
	// moves our default of the other.

	private static Map<String, Object> client(Map<String, Object> properties) {
		Map<String, Object> client = new HashMap<>(properties);
		int call = callMillis(properties);
		client.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.min(REQUEST_MILLIS, call));
		client.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, call);
		client.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
		return client;
	}

	private static int callMillis(Map<String, Object> properties) {
		int request = number(properties, CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
		return number(properties, CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.max(CALL_MILLIS, request));
	}

	private static Map<String, Object> delivering(Map<String, Object> properties) {
		Map<String, Object> producer = new HashMap<>(properties);
		producer.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
		long linger = number(producer, ProducerConfig.LINGER_MS_CONFIG, 0);
		if (producer.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
			long rest = number(producer, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS) - linger;
			producer.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
					(int) Math.max(1, Math.min(REQUEST_MILLIS, rest)));
		}
		else {
			long needed = linger + number(producer, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
			producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
					(int) Math.min(Integer.MAX_VALUE, Math.max(DELIVERY_MILLIS, needed)));
		}
		return producer;
	}

	static int number(Map<String, Object> properties, String name, int fallback) {
		Object value = properties.getOrDefault(name, fallback);
		try {
			return Integer.parseInt(value.toString().trim());
		}
		catch (NumberFormatException ex) {
			throw new SetupException(ErrorKind.INVALID,
					"The Kafka property " + name + " must be a number, not " + value, "Correct it in spring.kafka.*.",
					ex);
		}
	}

}
