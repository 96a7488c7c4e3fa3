// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes messages by position, and says which: those of which a condition holds. In one
 * statement where the database takes arrays, else in a batch.
 *
 * @param change the statement up to its condition
 * @param condition what must hold of a row
 */
record RowChange(String change, String condition) {

	// Change rows. values: of the change. required: of the condition. Returns the
	// positions of those that were changed

	Set<Long> run(Session session, Dialect dialect, List<Long> positions, List<?> values, List<?> required)
			throws SQLException {
		return dialect.hasArrays() ? atOnce(session, positions, values, required)
				: oneByOne(session, positions, values, required);
	}

	private Set<Long> atOnce(Session session, List<Long> positions, List<?> values, List<?> required)
			throws SQLException {
		PreparedStatement statement = session
			.prepare(this.change + " WHERE position = ANY (?) AND " + this.condition + " RETURNING position");
		bind(statement, values, session.connection().createArrayOf("bigint", positions.toArray()), required);
		Set<Long> changed = new HashSet<>();
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				changed.add(rows.getLong(1));
			}
		}
		return changed;
	}

	private Set<Long> oneByOne(Session session, List<Long> positions, List<?> values, List<?> required)
			throws SQLException {
		PreparedStatement statement = session.prepare(this.change + " WHERE position = ? AND " + this.condition);
		for (Long position : positions) {
			bind(statement, values, position, required);
			statement.addBatch();
		}
		int[] counts = Session.executeBatch(statement);
		Set<Long> changed = new HashSet<>();
		for (int i = 0; i < counts.length; i++) {
			if (counts[i] == 1) {
				changed.add(positions.get(i));
			}
		}
		return changed;
	}

	private static void bind(PreparedStatement statement, List<?> values, Object positions, List<?> required)
			throws SQLException {
		int index = 1;
		for (Object value : values) {
			statement.setObject(index++, value);
		}
		statement.setObject(index++, positions);
		for (Object value : required) {
			statement.setObject(index++, value);
		}
	}

}
