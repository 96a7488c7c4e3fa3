// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * MariaDB, from 10.6 on: earlier ones cannot skip locked rows.
 */
final class MariaDbDialect implements Dialect {

	private static final int PACKET_TOO_LARGE = 1153;

	private static final int LOCK_WAIT_TIMEOUT = 1205;

	private final boolean readsCommitted;

	// readsCommitted: the isolation of the pool's connections unless it is set

	MariaDbDialect(boolean readsCommitted) {
		this.readsCommitted = readsCommitted;
	}

	@Override
	public String platform() {
		return "mariadb";
	}

	@Override
	public String lockRows() {
		return " FOR UPDATE SKIP LOCKED";
	}

	@Override
	public String lockLatest() {
		return " LOCK IN SHARE MODE";
	}

	// Left to itself it goes over the whole table, row by row, and waits for each that is
	// in other hands: with IN always, with a join where the table is small.

	@Override
	public String deletePicked(String table, String key, String query) {
		return "DELETE target FROM " + picked(table, key, query);
	}

	@Override
	public String updatePicked(String table, String key, String query, String assignments) {
		return "UPDATE " + picked(table, key, query) + " SET " + assignments;
	}

	private String picked(String table, String key, String query) {
		return Arrays.stream(key.split(", "))
			.map((column) -> "target.%s = picked.%1$s".formatted(column))
			.collect(Collectors.joining(" AND ", "(%s%s) picked STRAIGHT_JOIN %s target FORCE INDEX (PRIMARY) ON "
				.formatted(query, lockRows(), table), ""));
	}

	@Override
	public String insertOnce(String table, String... columns) {
		return "INSERT IGNORE INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
				+ String.join(", ", Collections.nCopies(columns.length, "?")) + ")";
	}

	@Override
	public String limited(String sql) {
		return "SET STATEMENT innodb_lock_wait_timeout = 1 FOR " + sql;
	}

	@Override
	public boolean isLockTimeout(SQLException ex) {
		return ex.getErrorCode() == LOCK_WAIT_TIMEOUT;
	}

	@Override
	public void begin(Session session) throws SQLException {
		if (!this.readsCommitted) {
			session.execute(READ_COMMITTED);
		}
		session.connection().setAutoCommit(false);
	}

	@Override
	public ErrorKind classify(SQLException ex) {
		String state = String.valueOf(ex.getSQLState());
		if (ex.getErrorCode() == PACKET_TOO_LARGE) {
			return ErrorKind.TOO_LARGE;
		}
		if (state.equals("42S02")) {
			return ErrorKind.NOT_FOUND;
		}
		if ((state.equals("42000") && isSaidByServer(ex)) || state.startsWith("28")) {
			return ErrorKind.PERMISSION_DENIED;
		}
		return (state.startsWith("22") || state.startsWith("23")) ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE;
	}

	// The driver says 42000 of a connection that it has lost, too, and a pool repeats the
	// state of what it failed on.

	private static boolean isSaidByServer(SQLException ex) {
		SQLException first = (ex.getCause() instanceof SQLException cause) ? cause : ex;
		return first.getErrorCode() > 0;
	}

}
