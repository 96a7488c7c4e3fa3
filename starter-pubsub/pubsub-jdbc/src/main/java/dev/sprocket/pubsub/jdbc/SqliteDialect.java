// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * SQLite: one writer at a time, so a transaction takes the write lock when it begins.
 */
final class SqliteDialect implements Dialect {

	private static final int FULL = 2;

	private static final int LARGE_BODY = 8 * 1024 + 1;

	private final boolean exclusive;

	SqliteDialect(boolean exclusive) {
		this.exclusive = exclusive;
	}

	@Override
	public String platform() {
		return "sqlite";
	}

	@Override
	public boolean hasConcurrentWriters() {
		return false;
	}

	@Override
	public int largeBody() {
		return LARGE_BODY;
	}

	@Override
	public String withLargeBodies(String sql) {
		return sql.replace("m.body", "COALESCE(NULLIF(m.body, x''), "
				+ "(SELECT b.body FROM sprocket_body b WHERE b.position = m.position), x'')");
	}

	// Of a column itself it is known without reading the body.

	@Override
	public String bodyLength() {
		return "OCTET_LENGTH(m.body) + COALESCE("
				+ "(SELECT OCTET_LENGTH(b.body) FROM sprocket_body b WHERE b.position = m.position), 0)";
	}

	// The driver's own commit() begins the next transaction at once and would keep the
	// write lock.

	@Override
	public void begin(Session session) throws SQLException {
		if (!session.connection().getAutoCommit()) {
			session.connection().setAutoCommit(true);
		}
		session.prepare("BEGIN IMMEDIATE").execute();
	}

	@Override
	public void commit(Session session) throws SQLException {
		session.prepare("COMMIT").execute();
	}

	// After some failures SQLite has rolled back by itself.

	@Override
	public void rollback(Session session) throws SQLException {
		try {
			session.prepare("ROLLBACK").execute();
		}
		catch (SQLException ex) {
			if (!String.valueOf(ex.getMessage()).contains("no transaction is active")) {
				throw ex;
			}
		}
	}

	// A transaction that has read cannot write once another has written: so write first.

	@Override
	public void join(Session session) throws SQLException {
		session.update("DELETE FROM sprocket_schema WHERE version < 0");
	}

	// By then the driver has begun the next transaction and keeps others from writing.

	@Override
	public void leave(Connection connection) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.setAutoCommit(true);
		}
	}

	@Override
	public boolean isLocal(Connection connection) {
		return true;
	}

	@Override
	public @Nullable String durabilityAdvice(Connection connection) throws SQLException {
		boolean wal = "wal".equals(pragma(connection, "journal_mode"));
		boolean synced = Integer.parseInt(pragma(connection, "synchronous")) >= FULL;
		return (wal && synced) ? null
				: "The SQLite database '" + connection.getMetaData().getURL()
						+ "' may lose committed messages in a crash, or is slow: add to its URL "
						+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
	}

	private static String pragma(Connection connection, String name) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
			return rows.next() ? rows.getString(1) : "";
		}
	}

	@Override
	public ErrorKind classify(SQLException ex) {
		return switch (primaryCode(ex)) {
			case SQLITE_CORRUPT, SQLITE_NOTADB -> ErrorKind.CORRUPT;
			case SQLITE_TOOBIG -> ErrorKind.TOO_LARGE;
			case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE -> ErrorKind.INVALID;
			case SQLITE_ERROR -> isMissingTable(ex) ? ErrorKind.NOT_FOUND : ErrorKind.UNAVAILABLE;
			default -> ErrorKind.UNAVAILABLE;
		};
	}

	@Override
	public boolean outlives(SQLException ex) {
		return switch (primaryCode(ex)) {
			case SQLITE_FULL, SQLITE_BUSY, SQLITE_CONSTRAINT, SQLITE_TOOBIG -> true;
			default -> false;
		};
	}

	@Override
	public BackendException translate(String what, SQLException ex) {
		String problem = switch (primaryCode(ex)) {
			case SQLITE_BUSY, SQLITE_LOCKED -> this.exclusive ? "is locked by another process; end that process"
					: "is locked by another connection, perhaps a transaction of this application that takes long; "
							+ "keep transactions short, or raise busy_timeout in the URL of the data source";
			case SQLITE_FULL -> "cannot grow, its disk is full; free some space";
			case SQLITE_READONLY -> "is read-only; make it and its folder writable";
			case SQLITE_CANTOPEN -> "cannot be opened; check that its folder exists and is writable";
			case SQLITE_CORRUPT, SQLITE_NOTADB ->
				"is not a readable SQLite database; restore it from a backup, or move it away to start empty";
			default -> "failed";
		};
		return new BackendException(classify(ex), what + " " + problem + " (" + ex.getMessage() + ")", ex);
	}

	private static boolean isMissingTable(SQLException ex) {
		String message = ex.getMessage();
		return message != null && message.contains("no such table");
	}

	private static SQLiteErrorCode primaryCode(SQLException ex) {
		int code = (ex instanceof SQLiteException sqlite) ? sqlite.getResultCode().code : ex.getErrorCode();
		return SQLiteErrorCode.getErrorCode(code & 0xff);
	}

}
