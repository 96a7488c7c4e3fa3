// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.FaultProxy;
import dev.sprocket.pubsub.test.Faults;

/**
 * The way to a database through a network that breaks, with the time-outs that the page
 * of the backend advises, shorter.
 */
final class DataSourceFaults implements Faults, AutoCloseable {

	private final URI server;

	private final String timeouts;

	private final Clock clock;

	private final List<AutoCloseable> opened = new ArrayList<>();

	private @Nullable FaultProxy proxy;

	// timeouts: parameters of the URL

	DataSourceFaults(String url, String timeouts, Clock clock) {
		this.server = URI.create(url.substring("jdbc:".length()));
		this.timeouts = timeouts;
		this.clock = clock;
	}

	@Override
	public Backend open() {
		HikariDataSource pool = pool("jdbc:%s://127.0.0.1:%d%s?%s".formatted(this.server.getScheme(), proxy().port(),
				this.server.getPath(), this.server.getQuery()), this.timeouts);
		this.opened.add(pool);
		Backend backend = new JdbcBackendFactory(() -> pool, DatabaseInitializationMode.NEVER,
				DataSourceHarness.SETTINGS, this.clock)
			.create();
		pool.setConnectionTimeout(1_000);
		return backend;
	}

	static HikariDataSource pool(String url, String timeouts) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url + "&" + timeouts);
		pool.setMaximumPoolSize(4);
		pool.setMinimumIdle(1);
		pool.setConnectionTimeout(15_000);
		pool.setValidationTimeout(500);
		return pool;
	}

	// Most tests of a harness need none.

	@Override
	public synchronized FaultProxy proxy() {
		if (this.proxy == null) {
			this.proxy = new FaultProxy(this.server.getHost(), this.server.getPort());
			this.opened.add(this.proxy);
		}
		return this.proxy;
	}

	@Override
	public void close() {
		for (AutoCloseable resource : this.opened) {
			try {
				resource.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
