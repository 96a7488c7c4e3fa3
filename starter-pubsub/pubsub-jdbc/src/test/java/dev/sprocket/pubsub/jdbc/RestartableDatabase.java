// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.RestartableServer;
import dev.sprocket.test.servers.DatabaseServer;

/**
 * A database server that one test has for itself.
 */
final class RestartableDatabase implements RestartableServer {

	private final DatabaseServer server;

	private final HikariDataSource pool;

	private final Clock clock;

	RestartableDatabase(DatabaseServer server, String timeouts, Clock clock) {
		this.server = server;
		this.clock = clock;
		this.pool = DataSourceFaults.pool(server.url(), timeouts);
	}

	@Override
	public Backend open() {
		Backend backend = new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				DataSourceHarness.SETTINGS, this.clock)
			.create();
		this.pool.setConnectionTimeout(1_000);
		return backend;
	}

	@Override
	public void restart() {
		this.server.restart();
	}

	@Override
	public void close() {
		this.pool.close();
		this.server.stop();
	}

}
