// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.List;

import dev.sprocket.pubsub.test.KilledConsumerTests;
import dev.sprocket.pubsub.test.StoreAccess;
import dev.sprocket.test.servers.SnsSqsServer;

class KilledConsumerIntegrationTests extends KilledConsumerTests {

	@Override
	protected Class<? extends StoreAccess> access() {
		return AwsAccess.class;
	}

	@Override
	protected List<String> store() {
		return List.of(SnsSqsServer.start().toString());
	}

}
