// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What tells a topic from others of its name: from one that was deleted before it was
 * created, and from its copy on another cluster.
 *
 * @param cluster stands for the id of the cluster, which may be of any length
 * @param topic the id that the cluster gave it
 */
record KafkaTopicId(Uuid cluster, Uuid topic) {

	static KafkaTopicId of(@Nullable String cluster, Uuid topic) {
		UUID hash = UUID.nameUUIDFromBytes(String.valueOf(cluster).getBytes(StandardCharsets.UTF_8));
		return new KafkaTopicId(new Uuid(hash.getMostSignificantBits(), hash.getLeastSignificantBits()), topic);
	}

}
