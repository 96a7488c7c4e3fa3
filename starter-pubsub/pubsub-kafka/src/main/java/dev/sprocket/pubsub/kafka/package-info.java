// SPDX-License-Identifier: Apache-2.0

/**
 * Pub/sub over Kafka consumer groups: a lane is a partition, and acknowledgment is a
 * commit of its offset. Start at {@link dev.sprocket.pubsub.kafka.KafkaBackendFactory}.
 */
@NullMarked
package dev.sprocket.pubsub.kafka;

import org.jspecify.annotations.NullMarked;
