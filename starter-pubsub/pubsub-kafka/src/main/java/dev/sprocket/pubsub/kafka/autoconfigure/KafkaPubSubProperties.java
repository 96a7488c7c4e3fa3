// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.sprocket.pubsub.kafka.KafkaTopicPolicy;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of the Kafka backend beside those of Boot.
 *
 * @param missingTopics what becomes of a topic that does not exist: create, when it is
 * first used, or fail, which refuses its use in words
 * @param partitions how many partitions a topic is created with; by default the broker's
 * num.partitions
 * @param replicationFactor on how many brokers a topic is kept that is created; by
 * default the broker's default.replication.factor
 */
@ConfigurationProperties(KafkaPubSubProperties.PREFIX)
record KafkaPubSubProperties(@DefaultValue("create") MissingTopics missingTopics, @Nullable Integer partitions,
		@Nullable Short replicationFactor) {

	static final String PREFIX = "sprocket.pubsub.kafka";

	KafkaTopicPolicy topicPolicy() {
		checkPositive("partitions", this.partitions);
		checkPositive("replication-factor", this.replicationFactor);
		return new KafkaTopicPolicy(this.missingTopics == MissingTopics.CREATE, this.partitions,
				this.replicationFactor);
	}

	private static void checkPositive(String name, @Nullable Number value) {
		SettingRules.require(value == null || value.intValue() >= 1, PREFIX + "." + name, value,
				"It must be at least 1.");
	}

	/**
	 * What becomes of a topic that does not exist.
	 */
	enum MissingTopics {

		/** It is created when it is first used. */
		CREATE,

		/** Its use is refused. */
		FAIL

	}

}
