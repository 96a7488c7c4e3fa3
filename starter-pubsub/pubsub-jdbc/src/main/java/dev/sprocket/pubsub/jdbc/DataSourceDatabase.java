// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The application's database: a connection of its pool for each query. The writer has a
 * pool of its own where that can be made: otherwise transactions of the application that
 * hold every connection while they wait for the writer would wait for ever.
 */
final class DataSourceDatabase implements Database {

	private static final boolean HIKARI_PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			DataSourceDatabase.class.getClassLoader());

	private final DataSource dataSource;

	private final @Nullable WriterPool writerPool;

	private final Dialect dialect;

	private final String url;

	private final boolean local;

	private final boolean autoCommit;

	private final boolean readsCommitted;

	private DataSourceDatabase(DataSource dataSource, @Nullable WriterPool writerPool, Dialect dialect, String url,
			boolean local, boolean autoCommit, boolean readsCommitted) {
		this.dataSource = dataSource;
		this.writerPool = writerPool;
		this.dialect = dialect;
		this.url = url;
		this.local = local;
		this.autoCommit = autoCommit;
		this.readsCommitted = readsCommitted;
	}

	// autoCommit: whether the connections of the pool commit by themselves outside of
	// transactions

	static DataSourceDatabase of(DataSource dataSource, Dialect dialect, Connection connection, boolean autoCommit)
			throws SQLException {
		return new DataSourceDatabase(dataSource, null, dialect, withoutParameters(connection.getMetaData().getURL()),
				dialect.isLocal(connection), autoCommit,
				connection.getTransactionIsolation() <= Connection.TRANSACTION_READ_COMMITTED);
	}

	// Return the same with a pool for the writer alone, if such a pool can be made.

	DataSourceDatabase withWriterPool(String name) {
		WriterPool own = HIKARI_PRESENT ? WriterPool.beside(this.dataSource, name, this.local) : null;
		return new DataSourceDatabase(this.dataSource, own, this.dialect, this.url, this.local, this.autoCommit,
				this.readsCommitted);
	}

	// Return whether the writer gets a connection while the application has all of its
	// own.

	boolean hasWriterPool() {
		return this.writerPool != null;
	}

	// Parameters may hold a password.

	static String withoutParameters(String url) {
		return url.split("[?;]", 2)[0];
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	boolean isLocal() {
		return this.local;
	}

	boolean isAutoCommit() {
		return this.autoCommit;
	}

	// Return whether a statement sees what others have committed meanwhile, unless a
	// transaction asks for another isolation.

	boolean readsCommitted() {
		return this.readsCommitted;
	}

	@Override
	public Dialect dialect() {
		return this.dialect;
	}

	@Override
	public String description() {
		return "The pub/sub database '" + this.url + "'";
	}

	@Override
	public boolean isExclusive() {
		return false;
	}

	@Override
	public Session acquire() throws SQLException {
		return new Session(
				(this.writerPool != null) ? this.writerPool.getConnection() : this.dataSource.getConnection());
	}

	// A connection that lives may have lost its rights with the user that it belongs to.

	@Override
	public void release(Session session, boolean broken) {
		try (session) {
			if (broken && this.writerPool != null) {
				this.writerPool.evict(session.connection());
			}
			if (!broken && !session.connection().getAutoCommit()) {
				session.connection().setAutoCommit(true);
			}
		}
		catch (SQLException ex) {
			// The pool finds out when it hands the connection out next.
		}
	}

	@Override
	public <T> T read(Query<T> query) throws SQLException {
		try (Session session = new Session(this.dataSource.getConnection())) {
			if (!session.connection().getAutoCommit()) {
				session.connection().setAutoCommit(true);
			}
			return query.run(session);
		}
	}

	@Override
	public void close() {
		if (this.writerPool != null) {
			this.writerPool.close();
		}
	}

}
