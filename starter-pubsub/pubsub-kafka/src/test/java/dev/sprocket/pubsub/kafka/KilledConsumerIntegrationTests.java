// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.test.KilledConsumerTests;
import dev.sprocket.pubsub.test.StoreAccess;

@ExtendWith(TestBroker.Extension.class)
class KilledConsumerIntegrationTests extends KilledConsumerTests {

	private TestBroker kafka;

	@BeforeEach
	void open(TestBroker kafka) {
		this.kafka = kafka;
	}

	@Override
	protected Class<? extends StoreAccess> access() {
		return KafkaAccess.class;
	}

	@Override
	protected List<String> store() {
		return List.of(this.kafka.server().bootstrapServers());
	}

	// A hundred wait for a commit, and two such commits may be on their way.

	@Override
	protected int window() {
		return 300;
	}

}
