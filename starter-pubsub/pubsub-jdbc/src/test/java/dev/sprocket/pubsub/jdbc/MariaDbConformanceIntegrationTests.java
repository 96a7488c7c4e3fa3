// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.junit.jupiter.api.BeforeAll;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.MariaDbServer;

class MariaDbConformanceIntegrationTests extends BackendConformanceTests {

	private static String url = "";

	@BeforeAll
	static void start() {
		url = MariaDbServer.start().url();
	}

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("mariadb", url, "connectTimeout=1000&socketTimeout=2000",
				MariaDbServer::startAnother);
	}

}
