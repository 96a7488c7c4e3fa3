// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * H2.
 */
final class H2Dialect implements Dialect {

	private static final int TABLE_NOT_FOUND = 42102;

	private static final int FILE_CORRUPTED = 90030;

	private static final int LOCK_TIMEOUT = 50200;

	@Override
	public String platform() {
		return "h2";
	}

	@Override
	public String lockRows() {
		return " FOR UPDATE SKIP LOCKED";
	}

	@Override
	public String insertOnce(String table, String... columns) {
		return "MERGE INTO " + table + " t USING (SELECT "
				+ String.join(", ", Arrays.stream(columns)
					.map((column) -> (column.endsWith("_at") ? "CAST(? AS BIGINT) " : "CAST(? AS VARCHAR) ") + column)
					.toList())
				+ ") s ON t." + columns[0] + " = s." + columns[0] + " AND t." + columns[1] + " = s." + columns[1]
				+ " WHEN NOT MATCHED THEN INSERT (" + String.join(", ", columns) + ") VALUES ("
				+ String.join(", ", Arrays.stream(columns).map((column) -> "s." + column).toList()) + ")";
	}

	// By default it waits a second or two at most for any lock.

	@Override
	public boolean isLockTimeout(SQLException ex) {
		return ex.getErrorCode() == LOCK_TIMEOUT;
	}

	@Override
	public boolean isLocal(Connection connection) throws SQLException {
		String url = connection.getMetaData().getURL();
		return !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
	}

	static boolean isInMemory(Connection connection) throws SQLException {
		return connection.getMetaData().getURL().startsWith("jdbc:h2:mem:");
	}

	// Return for how many milliseconds the database holds commits back from the disk.

	static int writeDelay(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS "
						+ "WHERE SETTING_NAME = 'WRITE_DELAY'")) {
			return rows.next() ? rows.getInt(1) : 0;
		}
	}

	@Override
	public @Nullable String durabilityAdvice(Connection connection) throws SQLException {
		return isInMemory(connection) ? "The H2 database '" + connection.getMetaData().getURL()
				+ "' is in memory: messages are lost when the process ends" : null;
	}

	@Override
	public ErrorKind classify(SQLException ex) {
		String state = String.valueOf(ex.getSQLState());
		if (ex.getErrorCode() == TABLE_NOT_FOUND || state.equals("42S02")) {
			return ErrorKind.NOT_FOUND;
		}
		if (ex.getErrorCode() == FILE_CORRUPTED) {
			return ErrorKind.CORRUPT;
		}
		return (state.startsWith("22") || state.startsWith("23")) ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE;
	}

}
