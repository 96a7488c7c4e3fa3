// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.OutboxConformanceTests;
import dev.sprocket.test.servers.KafkaServer;

class KafkaOutboxIntegrationTests extends OutboxConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new KafkaOutboxHarness(KafkaServer.start());
	}

}
