// SPDX-License-Identifier: Apache-2.0

/**
 * Offers the Kafka backend to a Boot application: Boot's own {@code spring.kafka.*} says
 * how to reach the cluster, {@code sprocket.pubsub.kafka.*} what becomes of topics.
 */
@NullMarked
package dev.sprocket.pubsub.kafka.autoconfigure;

import org.jspecify.annotations.NullMarked;
