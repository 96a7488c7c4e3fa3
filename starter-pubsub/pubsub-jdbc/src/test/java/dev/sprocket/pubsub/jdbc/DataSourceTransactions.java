// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;

import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.test.Transactions;

/**
 * The transactions of a data source.
 */
final class DataSourceTransactions implements Transactions, AutoCloseable {

	private final DataSource pool;

	private final Clock clock;

	private final @Nullable OutboxFactory outbox;

	private final DataSourceTransactionManager manager;

	private final List<JdbcInbox> inboxes = new ArrayList<>();

	// outbox: null where the messages are in the same store

	DataSourceTransactions(DataSource pool, Clock clock, @Nullable OutboxFactory outbox) {
		this.pool = pool;
		this.clock = clock;
		this.outbox = outbox;
		this.manager = new DataSourceTransactionManager(pool);
	}

	@Override
	public DataSource dataSource() {
		return new TransactionAwareDataSourceProxy(this.pool);
	}

	@Override
	public PlatformTransactionManager manager() {
		return this.manager;
	}

	@Override
	public @Nullable OutboxFactory outbox() {
		return this.outbox;
	}

	@Override
	public Inbox inbox(Duration retention) {
		JdbcInbox inbox = new JdbcInbox(this.pool, this.manager, DatabaseInitializationMode.ALWAYS, retention,
				this.clock);
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
	}

}
