// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Knows which topics exist and creates those that do not, so that a missing topic is
 * neither a minute of waiting inside a client nor a silent default.
 */
final class KafkaTopics {

	private final KafkaSettings settings;

	private final KafkaAdmin admin;

	private final Map<String, Boolean> known = new ConcurrentHashMap<>();

	KafkaTopics(KafkaSettings settings, KafkaAdmin admin) {
		this.settings = settings;
		this.admin = admin;
	}

	/**
	 * Check that a topic exists, once.
	 * @param topic the topic
	 * @throws BackendException {@link ErrorKind#NOT_FOUND} if it does not and is not to
	 * be created
	 */
	void require(String topic) {
		if (!this.known.containsKey(topic)) {
			partitions(topic);
		}
	}

	/**
	 * Return the partitions of a topic, created if need be.
	 * @param topic the topic
	 * @return its partitions now
	 */
	List<TopicPartition> partitions(String topic) {
		int count;
		try {
			count = describe(topic);
		}
		catch (BackendException ex) {
			if (ex.kind() != ErrorKind.NOT_FOUND) {
				throw ex;
			}
			count = create(topic, ex);
		}
		this.known.put(topic, true);
		return IntStream.range(0, count).mapToObj((number) -> new TopicPartition(topic, number)).toList();
	}

	private int describe(String topic) {
		return this.admin
			.call("Looking up topic '" + topic + "'",
					(admin) -> Objects
						.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)))
			.partitions()
			.size();
	}

	private int create(String topic, BackendException missing) {
		if (!this.settings.createTopics()) {
			throw new BackendException(ErrorKind.NOT_FOUND, "Topic '" + topic + "' does not exist on "
					+ this.settings.bootstrapServers() + ". Create it, or allow topics to be created.", missing);
		}
		try {
			return this.admin.call("Creating topic '" + topic + "'",
					(admin) -> created(admin, topic).numPartitions(topic));
		}
		catch (BackendException ex) {
			if (ex.kind() != ErrorKind.ALREADY_EXISTS) {
				throw ex;
			}
			return describe(topic);
		}
	}

	private static CreateTopicsResult created(Admin admin, String topic) {
		return admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())));
	}

}
