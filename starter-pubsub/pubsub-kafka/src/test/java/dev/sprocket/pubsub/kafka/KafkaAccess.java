// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.StoreAccess;

/**
 * Opens the Kafka backend, by the addresses of the brokers.
 */
public final class KafkaAccess implements StoreAccess {

	@Override
	public Backend open(List<String> store) {
		return new KafkaBackend(TestBroker.settings(Map.of(), store.get(0), KafkaTopicPolicy.CREATE));
	}

}
