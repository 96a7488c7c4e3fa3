// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * Reads the message table without leasing anything.
 */
final class JdbcBrowser implements Browser {

	private static final Object BROWSED = new Object();

	private static final String FIND = "SELECT " + Claims.COLUMNS + """
			 FROM sprocket_message m JOIN sprocket_queue q ON q.id = m.queue
			WHERE q.topic = ? AND q.group_name = ? AND m.position > ? AND (m.expires_at IS NULL OR m.expires_at > ?)
			""";

	private static final String IN_ORDER = " ORDER BY m.position LIMIT ?";

	private static final int KEYS = 20;

	private static final String WAITING_KEYS = """
			SELECT DISTINCT message_key FROM sprocket_message
			WHERE queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)
			AND message_key IN (?%s)""".formatted(", ?".repeat(KEYS - 1));

	static final String REMOVE = """
			DELETE FROM sprocket_message WHERE position = ?
			AND queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)""";

	private static final String COUNT = """
			SELECT COUNT(*) FROM sprocket_message
			WHERE queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)""";

	private static final String OLDEST = """
			SELECT published_at FROM sprocket_message
			WHERE queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)
			AND due_at <= ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY due_at, position LIMIT 1""";

	private static final String DUE = """
			SELECT 1 FROM sprocket_message WHERE due_at <= ?
			AND queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?) LIMIT 1""";

	private final JdbcBackend backend;

	private final String find;

	private final String findByKey;

	JdbcBrowser(JdbcBackend backend, Dialect dialect) {
		this.backend = backend;
		this.find = dialect.withLargeBodies(FIND + IN_ORDER);
		this.findByKey = dialect.withLargeBodies(FIND + " AND m.message_key = ?" + IN_ORDER);
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
			return deliveries(statement);
		});
	}

	@Override
	public List<Delivery> find(String topic, String group, String key, long afterPosition, int max) {
		return this.backend.read((session) -> {
			PreparedStatement statement = session.prepare(this.findByKey);
			statement.setString(1, topic);
			statement.setString(2, group);
			statement.setLong(3, afterPosition);
			statement.setLong(4, this.backend.clock().millis());
			statement.setString(5, key);
			statement.setInt(6, max);
			return deliveries(statement);
		});
	}

	private static List<Delivery> deliveries(PreparedStatement statement) throws SQLException {
		List<Delivery> found = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				found.add(Claims.delivery(rows, BROWSED, 0, null));
			}
		}
		return found;
	}

	@Override
	public Set<String> waitingKeys(String topic, String group, Set<String> keys) {
		return this.backend.read((session) -> {
			PreparedStatement statement = session.prepare(WAITING_KEYS);
			statement.setString(1, topic);
			statement.setString(2, group);
			List<String> all = List.copyOf(keys);
			Set<String> waiting = new HashSet<>();
			for (int from = 0; from < all.size(); from += KEYS) {
				for (int i = 0; i < KEYS; i++) {
					// one shape of statement: what is left over repeats the last
					statement.setString(3 + i, all.get(Math.min(from + i, all.size() - 1)));
				}
				try (ResultSet rows = statement.executeQuery()) {
					while (rows.next()) {
						waiting.add(rows.getString(1));
					}
				}
			}
			return waiting;
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

	Lag lag(String topic, String group) {
		long now = this.backend.clock().millis();
		return this.backend.read((session) -> {
			long all = count(session.prepare(COUNT), topic, group);
			long expired = count(session, COUNT + " AND expires_at <= ?", topic, group, now);
			long due = count(session, COUNT + " AND due_at <= ?", topic, group, now);
			Instant oldest = (due > 0) ? oldest(session, topic, group, now) : null;
			return new Lag(Math.max(0, all - expired), (oldest != null) ? due : 0, oldest);
		});
	}

	private static @Nullable Instant oldest(Session session, String topic, String group, long now) throws SQLException {
		PreparedStatement statement = session.prepare(OLDEST);
		statement.setLong(3, now);
		statement.setLong(4, now);
		long published = count(statement, topic, group);
		return (published > 0) ? Instant.ofEpochMilli(published) : null;
	}

	private static long count(Session session, String sql, String topic, String group, long now) throws SQLException {
		PreparedStatement statement = session.prepare(sql);
		statement.setLong(3, now);
		return count(statement, topic, group);
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
			return rows.next() ? rows.getLong(1) : 0;
		}
	}

}
