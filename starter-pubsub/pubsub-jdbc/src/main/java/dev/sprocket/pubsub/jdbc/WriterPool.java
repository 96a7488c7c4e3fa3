// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A pool of one connection for the writer, otherwise like the pool of the application.
 */
final class WriterPool extends HikariDataSource {

	private final HikariDataSource pool;

	private WriterPool(HikariDataSource pool, String name) {
		this.pool = pool;
		pool.copyStateTo(this);
		setPoolName(pool.getPoolName() + "-pubsub-" + name);
		setMaximumPoolSize(1);
		setMinimumIdle(1);
	}

	// Return a pool beside that of the application, which has no connection yet; null if
	// it is of another kind. Who gives a database in this process a single connection
	// wants no second one: it may wait for the lock of the first, or see another database
	// in memory.

	static @Nullable DataSource beside(DataSource dataSource, String name, boolean local) {
		try {
			if (!dataSource.isWrapperFor(HikariDataSource.class)) {
				return null;
			}
			HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
			return (local && pool.getMaximumPoolSize() == 1) ? null : new WriterPool(pool, name);
		}
		catch (SQLException ex) {
			return null;
		}
	}

	// They may be changed while the application runs.

	@Override
	public Credentials getCredentials() {
		return this.pool.getCredentials();
	}

}
