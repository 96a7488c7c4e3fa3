// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * Reads the message table without leasing anything.
 */
final class JdbcBrowser implements Browser {

	private static final Object BROWSED = new Object();

	private static final String FIND = "SELECT " + Claims.COLUMNS + """
			 FROM sprocket_message m JOIN sprocket_queue q ON q.id = m.queue
			WHERE q.topic = ? AND q.group_name = ? AND m.position > ? AND (m.expires_at IS NULL OR m.expires_at > ?)
			ORDER BY m.position LIMIT ?""";

	private static final String REMOVE = """
			DELETE FROM sprocket_message WHERE position = ?
			AND queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)""";

	private static final String COUNT = """
			SELECT COUNT(*) FROM sprocket_message
			WHERE queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)""";

	private static final String DUE = """
			SELECT 1 FROM sprocket_message WHERE due_at <= ?
			AND queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?) LIMIT 1""";

	private final JdbcBackend backend;

	private final String find;

	JdbcBrowser(JdbcBackend backend, Dialect dialect) {
		this.backend = backend;
		this.find = dialect.withLargeBodies(FIND);
	}

	@Override
	public List<Delivery> find(String topic, String group, long afterPosition, int max) {
		return this.backend.read((session) -> {
			PreparedStatement statement = session.prepare(this.find);
			statement.setString(1, topic);
			statement.setString(2, group);
			statement.setLong(3, afterPosition);
			statement.setLong(4, this.backend.clock().millis());
			statement.setInt(5, max);
			List<Delivery> found = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(Claims.delivery(rows, BROWSED, 0, null));
				}
			}
			return found;
		});
	}

	@Override
	public boolean remove(String topic, String group, long position) {
		return this.backend.write((session) -> session.update(REMOVE, position, topic, group) == 1);
	}

	@Override
	public boolean move(String topic, String group, long position, OutboundMessage target) {
		return this.backend.replace((session) -> session.update(REMOVE, position, topic, group) == 1, target);
	}

	long count(String topic, String group) {
		long all = this.backend.read((session) -> count(session.prepare(COUNT), topic, group));
		long expired = this.backend.read((session) -> {
			PreparedStatement statement = session.prepare(COUNT + " AND expires_at <= ?");
			statement.setLong(3, this.backend.clock().millis());
			return count(statement, topic, group);
		});
		return Math.max(0, all - expired);
	}

	boolean hasDue(String topic, String group) {
		return this.backend.read((session) -> {
			PreparedStatement statement = session.prepare(DUE);
			statement.setLong(1, this.backend.clock().millis());
			statement.setString(2, topic);
			statement.setString(3, group);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		});
	}

	private static long count(PreparedStatement statement, String topic, String group) throws SQLException {
		statement.setString(1, topic);
		statement.setString(2, group);
		try (ResultSet rows = statement.executeQuery()) {
			rows.next();
			return rows.getLong(1);
		}
	}

}
