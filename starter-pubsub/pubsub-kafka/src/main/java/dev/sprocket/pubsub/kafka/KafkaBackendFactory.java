// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.function.Supplier;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Makes the Kafka backend. What the guarantees rest on it sets itself: serialization,
 * group, acks, idempotence and commits.
 */
public final class KafkaBackendFactory implements BackendFactory {

	private final Supplier<KafkaClientProperties> clients;

	private final KafkaTopicPolicy topics;

	/**
	 * Create a factory.
	 * @param clients asked for the properties of the clients when the backend is made
	 * @param topics what becomes of topics that do not exist
	 */
	public KafkaBackendFactory(Supplier<KafkaClientProperties> clients, KafkaTopicPolicy topics) {
		this.clients = clients;
		this.topics = topics;
	}

	@Override
	public String name() {
		return KafkaBackend.NAME;
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-kafka";
	}

	/**
	 * Make the backend; does not connect.
	 * @throws SetupException if a property would break a guarantee, or the clients refuse
	 * it
	 */
	@Override
	public Backend create() {
		KafkaSettings settings = new KafkaSettings(this.clients.get(), this.topics);
		KafkaSettingChecks.check(settings);
		return new KafkaBackend(settings);
	}

}
