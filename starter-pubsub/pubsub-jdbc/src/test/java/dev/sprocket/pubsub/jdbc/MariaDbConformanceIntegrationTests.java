// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.MariaDbServer;

class MariaDbConformanceIntegrationTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("mariadb", MariaDbServer.start().url());
	}

}
