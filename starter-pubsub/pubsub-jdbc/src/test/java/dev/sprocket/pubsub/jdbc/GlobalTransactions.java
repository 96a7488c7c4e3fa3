// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions as those of JTA: Spring binds nothing to the thread, the data source knows
 * by itself when one is under way.
 */
@SuppressWarnings("serial")
final class GlobalTransactions extends AbstractPlatformTransactionManager {

	private final transient EnlistingDataSource dataSource;

	GlobalTransactions(DataSource pool) {
		this.dataSource = new EnlistingDataSource(pool);
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	@Override
	protected Object doGetTransaction() {
		return this;
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return this.dataSource.active.get() != null;
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		this.dataSource.begin();
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		this.dataSource.end(Connection::commit);
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		this.dataSource.end(Connection::rollback);
	}

	/**
	 * Hands out one connection in each transaction, that only its end closes.
	 */
	private static final class EnlistingDataSource extends DelegatingDataSource {

		private final ThreadLocal<@Nullable Connection> active = new ThreadLocal<>();

		EnlistingDataSource(DataSource pool) {
			super(pool);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = this.active.get();
			return (connection != null) ? open(connection) : super.getConnection();
		}

		private static Connection open(Connection connection) {
			return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
					new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
						try {
							return method.getName().equals("close") ? null : method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

		private void begin() {
			try {
				Connection connection = super.getConnection();
				connection.setAutoCommit(false);
				this.active.set(connection);
			}
			catch (SQLException ex) {
				throw new TransactionSystemException("Cannot begin", ex);
			}
		}

		private void end(End end) {
			try (Connection connection = this.active.get()) {
				this.active.remove();
				end.of(connection);
			}
			catch (SQLException ex) {
				throw new TransactionSystemException("Cannot end", ex);
			}
		}

	}

	/**
	 * How a transaction ends.
	 */
	private interface End {

		void of(Connection connection) throws SQLException;

	}

}
