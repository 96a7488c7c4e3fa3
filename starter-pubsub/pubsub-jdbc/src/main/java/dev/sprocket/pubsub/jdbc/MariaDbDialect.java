// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.util.Collections;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * MariaDB, from 10.6 on: earlier ones cannot skip locked rows.
 */
final class MariaDbDialect implements Dialect {

	private static final int PACKET_TOO_LARGE = 1153;

	@Override
	public String platform() {
		return "mariadb";
	}

	@Override
	public String lockRows() {
		return " FOR UPDATE SKIP LOCKED";
	}

	@Override
	public String insertOnce(String table, String... columns) {
		return "INSERT IGNORE INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
				+ String.join(", ", Collections.nCopies(columns.length, "?")) + ")";
	}

	@Override
	public void begin(Session session) throws SQLException {
		Dialect.beginReadCommitted(session);
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
