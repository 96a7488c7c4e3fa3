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

	private static final long MAX_BYTES = 8 * 1024 * 1024;

	private static final String OF_GROUP = """
			queue = (SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?)""";

	private static final String NEXT = """
			position > ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY position LIMIT ?""";

	// Two questions, not one: the first has its answer in the order of an index, of the
	// second there is little, what is delayed or under way.
	static final String PAGE = " FROM (SELECT * FROM (SELECT position FROM sprocket_message WHERE " + OF_GROUP
			+ " AND due_at = 0 AND " + NEXT
			+ ") a UNION ALL SELECT * FROM (SELECT position FROM sprocket_message WHERE " + OF_GROUP
			+ " AND due_at > 0 AND " + NEXT + ") b) w"
			+ " JOIN sprocket_message m ON m.position = w.position ORDER BY m.position LIMIT ?";

	private static final String PAGE_OF_KEY = " FROM sprocket_message m WHERE " + OF_GROUP + " AND message_key = ? AND "
			+ NEXT;

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

	private final Page page;

	private final Page pageOfKey;

	JdbcBrowser(JdbcBackend backend, Dialect dialect) {
		this.backend = backend;
		this.page = Page.of(dialect, PAGE, 2);
		this.pageOfKey = Page.of(dialect, PAGE_OF_KEY, 1);
	}

	@Override
	public List<Delivery> find(String topic, String group, long afterPosition, int max) {
		long now = this.backend.clock().millis();
		return this.backend.read((session) -> this.page.read(session, max, topic, group, afterPosition, now));
	}

	@Override
	public List<Delivery> find(String topic, String group, String key, long afterPosition, int max) {
		long now = this.backend.clock().millis();
		return this.backend.read((session) -> this.pageOfKey.read(session, max, topic, group, key, afterPosition, now));
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

	/**
	 * Messages in order, as many as asked for unless they are large.
	 *
	 * @param questions how often the parameters are asked for, each time with the limit;
	 * if more than once, the limit is asked for once more
	 */
	private record Page(String lengths, String messages, int questions) {

		static Page of(Dialect dialect, String page, int questions) {
			return new Page("SELECT " + dialect.bodyLength() + page,
					dialect.withLargeBodies("SELECT " + Claims.COLUMNS + page), questions);
		}

		List<Delivery> read(Session session, int max, Object... parameters) throws SQLException {
			int fitting = (max > 1) ? fitting(session, max, parameters) : max;
			List<Delivery> found = new ArrayList<>();
			if (fitting == 0) {
				return found;
			}
			try (ResultSet rows = prepare(session, this.messages, fitting, parameters).executeQuery()) {
				while (rows.next()) {
					found.add(Claims.delivery(rows, BROWSED, 0, null));
				}
			}
			return found;
		}

		private int fitting(Session session, int max, Object... parameters) throws SQLException {
			int fitting = 0;
			long bytes = 0;
			try (ResultSet rows = prepare(session, this.lengths, max, parameters).executeQuery()) {
				while (bytes < MAX_BYTES && rows.next()) {
					bytes += rows.getLong(1);
					fitting++;
				}
			}
			return fitting;
		}

		private PreparedStatement prepare(Session session, String sql, int max, Object... parameters)
				throws SQLException {
			PreparedStatement statement = session.prepare(sql);
			int index = 1;
			for (int i = 0; i < this.questions; i++) {
				for (Object parameter : parameters) {
					statement.setObject(index++, parameter);
				}
				statement.setInt(index++, max);
			}
			if (this.questions > 1) {
				statement.setInt(index, max);
			}
			return statement;
		}

	}

}
