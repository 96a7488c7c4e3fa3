// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Map;

/**
 * Properties of the Kafka clients by the names of Kafka, each with
 * {@code bootstrap.servers}.
 *
 * @param producer for the producer
 * @param consumer for consumers
 * @param admin for the admin client
 */
public record KafkaClientProperties(Map<String, Object> producer, Map<String, Object> consumer,
		Map<String, Object> admin) {

	public KafkaClientProperties {
		producer = Map.copyOf(producer);
		consumer = Map.copyOf(consumer);
		admin = Map.copyOf(admin);
	}

	/**
	 * Return where the cluster is, and no other property: some are secrets.
	 */
	@Override
	public String toString() {
		return "KafkaClientProperties[" + this.admin.get("bootstrap.servers") + "]";
	}

}
