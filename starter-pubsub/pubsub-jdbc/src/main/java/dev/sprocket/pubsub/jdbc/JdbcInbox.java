// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Inbox;

/**
 * Keeps the ids of handled messages in a table of the application's database, each
 * written in the transaction that its handler runs in.
 */
public final class JdbcInbox implements Inbox, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	private static final int PURGE_BATCH = 1000;

	private static final String OLD = "SELECT group_name, message_id FROM sprocket_inbox WHERE handled_at < ? LIMIT "
			+ PURGE_BATCH;

	private final PlatformTransactionManager transactions;

	private final Duration retention;

	private final DataSourceDatabase database;

	private final ThreadTransaction transaction;

	private final String insert;

	private final String purge;

	private final Clock clock;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "sprocket-pubsub-inbox-purge");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create an inbox.
	 * @param dataSource the data source with the pub/sub tables
	 * @param transactions the transactions on it
	 * @param initialization whether the tables are made
	 * @param retention how long an id is kept; longer than a message can be delivered
	 * again
	 */
	public JdbcInbox(DataSource dataSource, PlatformTransactionManager transactions,
			DatabaseInitializationMode initialization, Duration retention) {
		this(dataSource, transactions, initialization, retention, Clock.systemUTC());
	}

	JdbcInbox(DataSource dataSource, PlatformTransactionManager transactions, DatabaseInitializationMode initialization,
			Duration retention, Clock clock) {
		this.clock = clock;
		this.transactions = transactions;
		this.retention = retention;
		this.database = JdbcBackendFactory.prepare(dataSource, initialization);
		this.transaction = new ThreadTransaction(this.database);
		this.insert = this.database.dialect().insertOnce("sprocket_inbox", "group_name", "message_id", "handled_at");
		this.purge = this.database.dialect().deletePicked("sprocket_inbox", "group_name, message_id", OLD);
		this.timer.scheduleWithFixedDelay(this::purgeQuietly, 1, 60, TimeUnit.MINUTES);
	}

	@Override
	public boolean handleOnce(String group, String messageId, Callable<?> handler) throws Exception {
		TransactionStatus status = this.transactions.getTransaction(new DefaultTransactionDefinition());
		boolean first;
		try {
			first = insert(group, messageId);
			if (first) {
				handler.call();
			}
		}
		catch (Exception | Error ex) {
			this.transactions.rollback(status);
			throw ex;
		}
		this.transactions.commit(status);
		return first;
	}

	private boolean insert(String group, String messageId) {
		requireTransaction();
		return this.transaction
			.write((session) -> session.update(this.insert, group, messageId, this.clock.millis()) == 1);
	}

	// On a connection that commits by itself the id would stay although the handler
	// fails, on one that nobody commits it would not stay.

	private void requireTransaction() {
		if (!this.transaction.isActive()) {
			throw new BackendException(ErrorKind.INVALID, this.database.description()
					+ " is not in the transaction that the inbox began: give JdbcInbox a transaction manager of the "
					+ "same DataSource", null);
		}
	}

	/**
	 * Forget the ids that are older than the retention, in small batches. Runs by itself
	 * every hour.
	 */
	public void purge() {
		long before = this.clock.millis() - this.retention.toMillis();
		try {
			int deleted = PURGE_BATCH;
			while (deleted == PURGE_BATCH && !this.timer.isShutdown()) {
				deleted = this.database.read((session) -> session.update(this.purge, before));
			}
		}
		catch (SQLException ex) {
			throw this.database.dialect().translate(this.database.description(), ex);
		}
	}

	private void purgeQuietly() {
		try {
			purge();
		}
		catch (RuntimeException ex) {
			if (!this.timer.isShutdown()) {
				logger.warn("Cannot purge the inbox, trying again in an hour: " + ex.getMessage());
			}
		}
	}

	/**
	 * Stop purging; waits a moment for a batch under way, so that the data source can be
	 * closed next.
	 */
	@Override
	public void close() {
		this.timer.shutdown();
		try {
			this.timer.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
