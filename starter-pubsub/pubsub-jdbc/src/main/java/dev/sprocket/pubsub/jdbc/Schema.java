// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tables, and the script that makes them. A newer schema only adds columns with
 * defaults, so that this version goes on working with it.
 */
final class Schema {

	static final int VERSION = 1;

	private Schema() {
	}

	static String script(Dialect dialect) {
		return "dev/sprocket/pubsub/jdbc/schema-" + dialect.platform() + ".sql";
	}

	// Run the script, unless it has been run; what exists stays.

	static void create(Session session, Dialect dialect) throws SQLException {
		if (isPresent(session)) {
			return;
		}
		for (String statement : read(script(dialect)).split(";\\R")) {
			String sql = statement.lines()
				.filter((line) -> !line.startsWith("--"))
				.reduce("", (text, line) -> text + line + "\n")
				.strip();
			if (!sql.isEmpty()) {
				execute(session, sql);
			}
		}
	}

	// IF NOT EXISTS does not see what another instance makes at this moment; the second
	// look does.

	private static void execute(Session session, String sql) throws SQLException {
		try {
			session.execute(sql);
		}
		catch (SQLException ex) {
			session.execute(sql);
		}
	}

	private static boolean isPresent(Session session) {
		try {
			return version(session) >= VERSION;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	// Return the version of the tables, 0 if not all are there. Throws SQLException if
	// none is

	static int version(Session session) throws SQLException {
		PreparedStatement statement = session.prepare("SELECT MAX(version) FROM sprocket_schema");
		try (ResultSet rows = statement.executeQuery()) {
			rows.next();
			return rows.getInt(1);
		}
	}

	private static String read(String resource) {
		try (InputStream stream = Schema.class.getClassLoader().getResourceAsStream(resource)) {
			if (stream == null) {
				throw new IllegalStateException("The script '" + resource + "' is not on the class path");
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
