// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a topic that does not exist: it is created, or its use is refused.
 *
 * @param creates whether it is created when it is first used
 * @param partitions how many partitions it gets, or {@code null} for the broker's
 * {@code num.partitions}; one that is created for a group with ordering TOPIC gets one
 * @param replicationFactor on how many brokers each partition is kept, or {@code null}
 * for the broker's {@code default.replication.factor}
 */
public record KafkaTopicPolicy(boolean creates, @Nullable Integer partitions, @Nullable Short replicationFactor) {

	/** Created as the broker creates topics. */
	public static final KafkaTopicPolicy CREATE = new KafkaTopicPolicy(true, null, null);

	/** Refused in words. */
	public static final KafkaTopicPolicy FAIL = new KafkaTopicPolicy(false, null, null);

}
