// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions as those of JPA: they bind their connection to the thread, and their end
 * does not ask its holder whether to roll back.
 */
@SuppressWarnings("serial")
final class EntityTransactions extends AbstractPlatformTransactionManager {

	private final transient DataSource dataSource;

	EntityTransactions(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	@Override
	protected Object doGetTransaction() {
		return new EntityTransaction((ConnectionHolder) TransactionSynchronizationManager.getResource(this.dataSource));
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return ((EntityTransaction) transaction).hasConnectionHolder();
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		try {
			Connection connection = this.dataSource.getConnection();
			connection.setAutoCommit(false);
			ConnectionHolder holder = new ConnectionHolder(connection);
			holder.setSynchronizedWithTransaction(true);
			((EntityTransaction) transaction).setConnectionHolder(holder);
			TransactionSynchronizationManager.bindResource(this.dataSource, holder);
		}
		catch (SQLException ex) {
			throw new TransactionSystemException("Cannot begin", ex);
		}
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		try {
			((EntityTransaction) status.getTransaction()).getConnectionHolder().getConnection().commit();
		}
		catch (SQLException ex) {
			throw new TransactionSystemException("Cannot commit", ex);
		}
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		try {
			((EntityTransaction) status.getTransaction()).getConnectionHolder().getConnection().rollback();
		}
		catch (SQLException ex) {
			throw new TransactionSystemException("Cannot roll back", ex);
		}
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		TransactionSynchronizationManager.unbindResource(this.dataSource);
		try (Connection connection = ((EntityTransaction) transaction).getConnectionHolder().getConnection()) {
			connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			throw new TransactionSystemException("Cannot clean up", ex);
		}
	}

	/**
	 * Not rolled back because its connection is to be.
	 */
	private static final class EntityTransaction extends JdbcTransactionObjectSupport {

		EntityTransaction(ConnectionHolder holder) {
			setConnectionHolder(holder);
			setSavepointAllowed(true);
		}

		@Override
		public boolean isRollbackOnly() {
			return false;
		}

	}

}
