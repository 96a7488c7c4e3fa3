// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.KafkaServer;

class KafkaConformanceIntegrationTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new KafkaHarness(KafkaServer.start());
	}

}
