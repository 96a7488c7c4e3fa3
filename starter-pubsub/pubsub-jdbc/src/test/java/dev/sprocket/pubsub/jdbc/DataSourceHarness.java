// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Faults;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.pubsub.test.RestartableServer;
import dev.sprocket.pubsub.test.Transactions;
import dev.sprocket.test.servers.DatabaseServer;

/**
 * The jdbc backend on a database of its own.
 */
final class DataSourceHarness implements BackendHarness, Transactions {

	static final JdbcSettings SETTINGS = new JdbcSettings(Duration.ofMillis(20), 10_000_000, Duration.ofMinutes(10));

	private final String name;

	private final HikariDataSource pool = new HikariDataSource();

	private final DataSourceTransactionManager manager = new DataSourceTransactionManager(this.pool);

	private final Backend own;

	private final List<JdbcInbox> inboxes = new ArrayList<>();

	private final @Nullable String timeouts;

	private final Supplier<@Nullable DatabaseServer> another;

	private final @Nullable DataSourceFaults faults;

	DataSourceHarness(String name, String url) {
		this(name, url, null, () -> null);
	}

	// timeouts: parameters of the URL, where there is a network; another: starts another
	// server of that kind

	DataSourceHarness(String name, String url, @Nullable String timeouts, Supplier<@Nullable DatabaseServer> another) {
		this.name = name;
		this.timeouts = timeouts;
		this.another = another;
		this.faults = (timeouts != null) ? new DataSourceFaults(url, timeouts) : null;
		this.pool.setJdbcUrl(url);
		this.pool.setMaximumPoolSize(10);
		this.pool.setMinimumIdle(1);
		this.own = open();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Backend open() {
		return new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS, SETTINGS).create();
	}

	@Override
	public Clock clock() {
		return Clock.systemUTC();
	}

	@Override
	public void advance(Duration duration) {
		Patience.pass(duration);
	}

	@Override
	public Optional<Transactions> transactions() {
		return Optional.of(this);
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
		return Optional.ofNullable(this.another.get()).map((server) -> new RestartableDatabase(server, parameters));
	}

	DataSource pool() {
		return this.pool;
	}

	@Override
	public DataSource dataSource() {
		return new TransactionAwareDataSourceProxy(this.pool);
	}

	@Override
	public <T> T execute(boolean readOnly, Callable<T> work) throws Exception {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
		definition.setReadOnly(readOnly);
		TransactionStatus status = this.manager.getTransaction(definition);
		T result;
		try {
			result = work.call();
		}
		catch (Exception | Error ex) {
			this.manager.rollback(status);
			throw ex;
		}
		this.manager.commit(status);
		return result;
	}

	@Override
	public @Nullable OutboxFactory outbox() {
		return null;
	}

	@Override
	public Inbox inbox(Duration retention) {
		JdbcInbox inbox = new JdbcInbox(this.pool, this.manager, DatabaseInitializationMode.NEVER, retention);
		this.inboxes.add(inbox);
		return inbox;
	}

	@Override
	public void purge(Inbox inbox) {
		((JdbcInbox) inbox).purge();
	}

	@Override
	public void close() {
		this.inboxes.forEach(JdbcInbox::close);
		this.own.close();
		this.pool.close();
		if (this.faults != null) {
			this.faults.close();
		}
	}

}
