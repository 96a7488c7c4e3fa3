// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * The transaction of this thread, if it is on one data source.
 */
final class ThreadTransaction {

	private final DataSourceDatabase database;

	private final DataSource dataSource;

	ThreadTransaction(DataSourceDatabase database) {
		this.database = database;
		this.dataSource = database.dataSource();
	}

	// Return whether what is written on the connection of this thread is committed or
	// rolled back with a transaction of the caller.

	boolean isActive() {
		boolean bound = TransactionSynchronizationManager.hasResource(this.dataSource);
		BegunTransaction begun = begun();
		if (begun == null && !TransactionSynchronizationManager.isActualTransactionActive()) {
			return false;
		}
		if ((begun != null) ? begun.hasEnded() : !TransactionSynchronizationManager.isSynchronizationActive()) {
			if (bound) {
				leave();
			}
			return false;
		}
		return (begun != null) ? !commitsByItself() : isActiveBeside(bound);
	}

	// Nobody is known to have bound the connection. It may be in a transaction of JTA, or
	// of a manager that does not tell; or it was bound beside one on another data source,
	// and is given back to the pool without a commit.

	private boolean isActiveBeside(boolean bound) {
		BegunTransaction current = BegunTransactions.current();
		if (current != null && (current.hasResources() || current.hasEnded())) {
			return false;
		}
		if (bound && current == null) {
			return !commitsByItself();
		}
		return this.database.isAutoCommit() && !commitsByItself();
	}

	// Asks the connection that is bound to the thread, or else one that is not kept.

	private boolean commitsByItself() {
		return onConnection(Connection::getAutoCommit);
	}

	private void leave() {
		onConnection((connection) -> {
			this.database.dialect().leave(connection);
			return connection;
		});
	}

	private <T> T onConnection(Work<T> work) {
		try {
			Connection connection = TransactionSynchronizationManager.hasResource(this.dataSource)
					? DataSourceUtils.doGetConnection(this.dataSource) : this.dataSource.getConnection();
			try {
				return work.on(connection);
			}
			finally {
				DataSourceUtils.doReleaseConnection(connection, this.dataSource);
			}
		}
		catch (SQLException ex) {
			throw this.database.dialect().translate(this.database.description(), ex);
		}
	}

	boolean isReadOnly() {
		BegunTransaction begun = begun();
		return (begun != null) ? begun.isReadOnly() : TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	// Return whether its statements see what others have committed since it began.

	boolean readsCommitted() {
		BegunTransaction begun = begun();
		Integer asked = (begun != null) ? begun.isolation()
				: TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
		return (asked != null) ? asked <= Connection.TRANSACTION_READ_COMMITTED : this.database.readsCommitted();
	}

	// Write in the transaction. If that fails, what was written must not be committed.

	<T> T write(Database.Query<T> statements) {
		try {
			Connection connection = DataSourceUtils.doGetConnection(this.dataSource);
			try (Session session = Session.joining(connection)) {
				return statements.run(session);
			}
			finally {
				DataSourceUtils.doReleaseConnection(connection, this.dataSource);
			}
		}
		catch (SQLException ex) {
			throw failed(this.database.dialect().translate(this.database.description(), ex));
		}
		catch (BackendException ex) {
			throw failed(ex);
		}
	}

	// The end of a transaction of JPA or JTA does not look at the holder of a connection.

	private BackendException failed(BackendException failure) {
		if (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ResourceHolderSupport holder) {
			holder.setRollbackOnly();
		}
		BegunTransaction begun = begun();
		BegunTransaction failed = (begun != null) ? begun : BegunTransactions.current();
		if (failed != null) {
			failed.failWith(failure);
		}
		return failure;
	}

	// Do something if the transaction commits. It need not be the one whose callbacks are
	// under way.

	void followWith(Runnable follower) {
		BegunTransaction begun = begun();
		if (begun != null) {
			begun.followWith(follower);
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				follower.run();
			}

		});
	}

	private @Nullable BegunTransaction begun() {
		Object holder = TransactionSynchronizationManager.getResource(this.dataSource);
		return (holder != null) ? BegunTransactions.of(holder) : null;
	}

	/**
	 * Something to do with a connection.
	 *
	 * @param <T> the type of its result
	 */
	private interface Work<T> {

		T on(Connection connection) throws SQLException;

	}

}
