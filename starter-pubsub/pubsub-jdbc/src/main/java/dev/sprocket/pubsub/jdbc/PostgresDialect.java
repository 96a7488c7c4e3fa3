// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * PostgreSQL.
 */
final class PostgresDialect implements Dialect {

	private final boolean readsCommitted;

	// readsCommitted: the isolation of the pool's connections unless it is set

	PostgresDialect(boolean readsCommitted) {
		this.readsCommitted = readsCommitted;
	}

	@Override
	public String platform() {
		return "postgresql";
	}

	@Override
	public String lockRows() {
		return " FOR UPDATE SKIP LOCKED";
	}

	@Override
	public String deletePicked(String table, String key, String query) {
		return Dialect.super.deletePicked(table, key, query + lockRows());
	}

	@Override
	public String updatePicked(String table, String key, String query, String assignments) {
		return Dialect.super.updatePicked(table, key, query + lockRows(), assignments);
	}

	// A queue that was empty when its statistics were gathered looks small to the
	// planner,
	// which then reads and sorts all of a backlog for each claim, where the first entries
	// of the index are in order. Without bitmap scans it takes those. In one round trip
	// with the statement.

	@Override
	public String beforeClaim(String statement) {
		return "SET LOCAL enable_bitmapscan = off; " + statement;
	}

	@Override
	public boolean hasArrays() {
		return true;
	}

	@Override
	public void limitWaits(Session session) throws SQLException {
		session.execute("SET LOCAL lock_timeout = 1000");
	}

	@Override
	public boolean isLockTimeout(SQLException ex) {
		return "55P03".equals(ex.getSQLState());
	}

	@Override
	public void begin(Session session) throws SQLException {
		session.connection().setAutoCommit(false);
		if (!this.readsCommitted) {
			session.execute(READ_COMMITTED);
		}
	}

	@Override
	public ErrorKind classify(SQLException ex) {
		String state = String.valueOf(ex.getSQLState());
		if (state.equals("42P01")) {
			return ErrorKind.NOT_FOUND;
		}
		if (state.equals("42501") || state.startsWith("28")) {
			return ErrorKind.PERMISSION_DENIED;
		}
		if (state.startsWith("22") || state.startsWith("23")) {
			return ErrorKind.INVALID;
		}
		if (state.startsWith("54")) {
			return ErrorKind.TOO_LARGE;
		}
		return (state.equals("XX001") || state.equals("XX002")) ? ErrorKind.CORRUPT : ErrorKind.UNAVAILABLE;
	}

}
