// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.MariaDbServer;

class MariaDbConformanceIntegrationTests extends BackendConformanceTests {

	private static @Nullable HikariDataSource pool;

	@BeforeAll
	static void start() {
		pool = DataSourceHarness.pool(MariaDbServer.start().url(), 100);
	}

	@AfterAll
	static void stop() {
		if (pool != null) {
			pool.close();
		}
	}

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("mariadb", Objects.requireNonNull(pool), "connectTimeout=5000&socketTimeout=5000",
				MariaDbServer::startAnother);
	}

}
