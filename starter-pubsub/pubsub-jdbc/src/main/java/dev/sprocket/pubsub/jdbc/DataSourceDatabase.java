// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * The application's database: a connection of its pool for each transaction.
 */
final class DataSourceDatabase implements Database {

	private final DataSource dataSource;

	private final Dialect dialect;

	private final String url;

	private final boolean local;

	private DataSourceDatabase(DataSource dataSource, Dialect dialect, String url, boolean local) {
		this.dataSource = dataSource;
		this.dialect = dialect;
		this.url = url;
		this.local = local;
	}

	static DataSourceDatabase of(DataSource dataSource, Dialect dialect, Connection connection) throws SQLException {
		return new DataSourceDatabase(dataSource, dialect, withoutParameters(connection.getMetaData().getURL()),
				dialect.isLocal(connection));
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
		return new Session(this.dataSource.getConnection());
	}

	@Override
	public void release(Session session, boolean broken) {
		try (session) {
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
		try (Session session = acquire()) {
			if (!session.connection().getAutoCommit()) {
				session.connection().setAutoCommit(true);
			}
			return query.run(session);
		}
	}

	@Override
	public void close() {
	}

}
