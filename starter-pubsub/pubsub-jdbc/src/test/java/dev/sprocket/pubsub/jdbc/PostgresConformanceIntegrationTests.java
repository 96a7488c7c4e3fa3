// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.junit.jupiter.api.BeforeAll;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.PostgresServer;

class PostgresConformanceIntegrationTests extends BackendConformanceTests {

	private static String url = "";

	@BeforeAll
	static void start() {
		url = PostgresServer.start().url();
	}

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("postgresql", url, "connectTimeout=1&socketTimeout=2",
				PostgresServer::startAnother);
	}

}
