// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.BeansException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * A pool of one connection for the writer, otherwise like the pool of the application,
 * also after that was replaced, as in a refresh of its scope.
 */
final class WriterPool implements AutoCloseable {

	private final DataSource dataSource;

	private final String name;

	private volatile Copy copy;

	private WriterPool(DataSource dataSource, HikariDataSource pool, String name) {
		this.dataSource = dataSource;
		this.name = pool.getPoolName() + "-pubsub-" + name;
		this.copy = new Copy(pool, this.name);
	}

	// Return a pool beside that of the application, which has no connection yet; null if
	// it is of another kind. Who gives a database in this process a single connection
	// wants no second one: it may wait for the lock of the first, or see another database
	// in memory.

	static @Nullable WriterPool beside(DataSource dataSource, String name, boolean local) {
		HikariDataSource pool = behind(dataSource);
		return (pool == null || (local && pool.getMaximumPoolSize() == 1)) ? null
				: new WriterPool(dataSource, pool, name);
	}

	// Return the pool behind a data source, null if it is of another kind, or behind
	// something that may do more to a connection, such as choose a schema.

	private static @Nullable HikariDataSource behind(@Nullable Object dataSource) {
		if (dataSource instanceof ScopedObject proxy) {
			return behind(proxy.getTargetObject());
		}
		Class<?> type = (dataSource != null) ? dataSource.getClass() : null;
		if (type == DelegatingDataSource.class || type == LazyConnectionDataSourceProxy.class
				|| type == TransactionAwareDataSourceProxy.class) {
			return behind(((DelegatingDataSource) Objects.requireNonNull(dataSource)).getTargetDataSource());
		}
		return (type == HikariDataSource.class) ? (HikariDataSource) dataSource : null;
	}

	Connection getConnection() throws SQLException {
		return current().getConnection();
	}

	HikariDataSource current() throws SQLException {
		Copy last = this.copy;
		HikariDataSource pool;
		try {
			pool = behind(this.dataSource);
		}
		catch (BeansException ex) {
			throw new SQLException("The pool of the application cannot be replaced: " + ex.getMessage(), ex);
		}
		if (pool == null) {
			throw new SQLException("The pool of the application was replaced by a data source of another kind");
		}
		if (pool != last.pool) {
			this.copy = new Copy(pool, this.name);
			last.close();
		}
		return this.copy;
	}

	// Close a connection when it is given back.

	void evict(Connection connection) {
		this.copy.evictConnection(connection);
	}

	@Override
	public void close() {
		this.copy.close();
	}

	/**
	 * A pool like another, for one connection.
	 */
	private static final class Copy extends HikariDataSource {

		private final HikariDataSource pool;

		Copy(HikariDataSource pool, String name) {
			this.pool = pool;
			pool.copyStateTo(this);
			setPoolName(name);
			setMaximumPoolSize(1);
			setMinimumIdle(1);
		}

		// They may be changed while the application runs.

		@Override
		public Credentials getCredentials() {
			return this.pool.getCredentials();
		}

	}

}
