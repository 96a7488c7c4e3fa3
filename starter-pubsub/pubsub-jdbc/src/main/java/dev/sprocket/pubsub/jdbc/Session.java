// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection with the statements prepared on it. Belongs to one thread at a time.
 */
final class Session implements AutoCloseable {

	private final Connection connection;

	private final boolean ownsConnection;

	private final Map<String, PreparedStatement> statements = new HashMap<>();

	Session(Connection connection) {
		this(connection, true);
	}

	private Session(Connection connection, boolean ownsConnection) {
		this.connection = connection;
		this.ownsConnection = ownsConnection;
	}

	// Use a connection in the middle of somebody's transaction; closing the session
	// leaves it open.

	static Session joining(Connection connection) {
		return new Session(connection, false);
	}

	// Return whether the transaction is not ours.

	boolean isJoined() {
		return !this.ownsConnection;
	}

	Connection connection() {
		return this.connection;
	}

	PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.statements.get(sql);
		if (statement == null) {
			statement = this.connection.prepareStatement(sql);
			this.statements.put(sql, statement);
		}
		return statement;
	}

	int update(String sql, Object... parameters) throws SQLException {
		PreparedStatement statement = prepare(sql);
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
		return statement.executeUpdate();
	}

	// Execute a batch whose counts matter.

	static int[] executeBatch(PreparedStatement statement) throws SQLException {
		int[] counts = statement.executeBatch();
		for (int count : counts) {
			if (count == Statement.SUCCESS_NO_INFO) {
				throw new SQLException("The driver does not say how many rows a statement of a batch changed; "
						+ "take useBulkStmts and rewriteBatchedStatements out of the URL of the data source");
			}
		}
		return counts;
	}

	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	// Give up what was prepared and not executed; a statement that cannot be closed, too.

	void clear() throws SQLException {
		List<PreparedStatement> prepared = List.copyOf(this.statements.values());
		this.statements.clear();
		SQLException failure = null;
		for (PreparedStatement statement : prepared) {
			try {
				statement.close();
			}
			catch (SQLException ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public void close() throws SQLException {
		try {
			clear();
		}
		finally {
			if (this.ownsConnection) {
				this.connection.close();
			}
		}
	}

}
