// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Faults;
import dev.sprocket.pubsub.test.PacedClock;
import dev.sprocket.pubsub.test.RestartableServer;
import dev.sprocket.pubsub.test.Transactions;
import dev.sprocket.test.servers.DatabaseServer;

/**
 * The jdbc backend on a database of its own.
 */
final class DataSourceHarness implements BackendHarness {

	static final JdbcSettings SETTINGS = new JdbcSettings(Duration.ofMillis(20), 10_000_000, Duration.ofMinutes(10));

	private final String name;

	private final HikariDataSource pool;

	private final boolean ownsPool;

	private final PacedClock clock = new PacedClock();

	private final Backend own;

	private final DataSourceTransactions transactions;

	private final @Nullable String timeouts;

	private final Supplier<@Nullable DatabaseServer> another;

	private final @Nullable DataSourceFaults faults;

	// A database of one test

	DataSourceHarness(String name, String url) {
		this(name, pool(url, 10), true, null, () -> null);
	}

	// A database server. pool: shared by all tests; timeouts: parameters of the URL of
	// those that disturb the network; another: starts another server of that kind

	DataSourceHarness(String name, HikariDataSource pool, String timeouts, Supplier<@Nullable DatabaseServer> another) {
		this(name, pool, false, timeouts, another);
	}

	private DataSourceHarness(String name, HikariDataSource pool, boolean ownsPool, @Nullable String timeouts,
			Supplier<@Nullable DatabaseServer> another) {
		this.name = name;
		this.pool = pool;
		this.ownsPool = ownsPool;
		this.transactions = new DataSourceTransactions(pool, this.clock, null);
		this.timeouts = timeouts;
		this.another = another;
		this.faults = (timeouts != null) ? new DataSourceFaults(pool.getJdbcUrl(), timeouts, this.clock) : null;
		this.own = open();
		this.clock.start(() -> this.own.lag("any", "any"));
	}

	static HikariDataSource pool(String url, int size) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setMaximumPoolSize(size);
		pool.setMinimumIdle(1);
		return pool;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Backend open() {
		return new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS, SETTINGS, this.clock)
			.create();
	}

	@Override
	public PacedClock clock() {
		return this.clock;
	}

	@Override
	public void advance(Duration duration) {
		this.clock.pass(duration);
	}

	@Override
	public Optional<Transactions> transactions() {
		return Optional.of(this.transactions);
	}

	@Override
	public Optional<Faults> faults() {
		return Optional.ofNullable(this.faults);
	}

	@Override
	public Optional<RestartableServer> startServer() {
		if (this.timeouts == null) {
			return Optional.empty();
		}
		String parameters = this.timeouts;
		return Optional.ofNullable(this.another.get())
			.map((server) -> new RestartableDatabase(server, parameters, this.clock));
	}

	DataSource pool() {
		return this.pool;
	}

	@Override
	public void close() {
		this.clock.close();
		this.transactions.close();
		this.own.close();
		if (this.ownsPool) {
			this.pool.close();
		}
		if (this.faults != null) {
			this.faults.close();
		}
	}

}
