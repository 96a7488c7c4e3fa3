// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The table of queues: one for each group of a topic, or one without a group that keeps
 * the messages until the first group takes it over.
 */
final class Queues {

	/** The group of a queue that has none. */
	static final String NO_GROUP = "";

	private static final String OF_TOPIC = "SELECT id FROM sprocket_queue WHERE topic = ?";

	private static final String OF_GROUP = "SELECT id FROM sprocket_queue WHERE topic = ? AND group_name = ?";

	private static final String CREATE = "INSERT INTO sprocket_queue (topic, group_name, created_at) VALUES (?, ?, ?)";

	private static final String ADOPT = "UPDATE sprocket_queue SET group_name = ? WHERE topic = ? AND group_name = ''";

	private static final String NEXT = "SELECT MIN(queue) FROM sprocket_message WHERE queue > ?";

	private static final String KNOWN = "SELECT id FROM sprocket_queue WHERE id = ?";

	private static final String LOCK = "SELECT version FROM sprocket_schema FOR UPDATE";

	private final Dialect dialect;

	Queues(Dialect dialect) {
		this.dialect = dialect;
	}

	List<Long> ofTopic(Session session, String topic) throws SQLException {
		return ofTopic(session, OF_TOPIC, topic);
	}

	private static List<Long> ofTopic(Session session, String sql, String topic) throws SQLException {
		PreparedStatement statement = session.prepare(sql);
		statement.setString(1, topic);
		List<Long> ids = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				ids.add(rows.getLong(1));
			}
		}
		return ids;
	}

	@Nullable Long find(Session session, String topic, String group) throws SQLException {
		return find(session, OF_GROUP, topic, group);
	}

	// Find a queue and keep others from claiming from it until the transaction ends.

	@Nullable Long findAndLock(Session session, String topic, String group) throws SQLException {
		return find(session, this.dialect.hasConcurrentWriters() ? OF_GROUP + " FOR UPDATE" : OF_GROUP, topic, group);
	}

	// Return the queues of a topic, at least one. In a transaction that reads from a
	// snapshot, only a read that locks sees what another one has made meanwhile.

	List<Long> ofTopicOrCreate(Session session, String topic, long now) throws SQLException {
		List<Long> ids = ofTopic(session, topic);
		if (!ids.isEmpty()) {
			return ids;
		}
		lock(session);
		ids = ofTopic(session, this.dialect.hasConcurrentWriters() ? OF_TOPIC + " FOR UPDATE" : OF_TOPIC, topic);
		if (ids.isEmpty()) {
			session.update(CREATE, topic, NO_GROUP, now);
			ids = ofTopic(session, topic);
		}
		return ids;
	}

	// As before, with those that others have made since the snapshot.

	List<Long> latestOfTopicOrCreate(Session session, String topic, long now) throws SQLException {
		ofTopicOrCreate(session, topic, now);
		return ofTopic(session, this.dialect.hasConcurrentWriters() ? OF_TOPIC + " FOR UPDATE" : OF_TOPIC, topic);
	}

	void declare(Session session, String topic, String group, long now) throws SQLException {
		if (find(session, topic, group) != null) {
			return;
		}
		lock(session);
		if (find(session, topic, group) == null && session.update(ADOPT, group, topic) == 0) {
			session.update(CREATE, topic, group, now);
		}
	}

	// Remove a queue. Its messages, which may be many, are left to the purge.

	boolean remove(Session session, String topic, String group) throws SQLException {
		return session.update("DELETE FROM sprocket_queue WHERE topic = ? AND group_name = ?", topic, group) == 1;
	}

	// Return the queues that were removed and of which there are messages, also such as a
	// transaction has stored that knew them. An index tells the next queue: there are few
	// of them, and many messages. Of a new one the queue is there before its messages.

	static List<Long> removed(Session session) throws SQLException {
		List<Long> removed = new ArrayList<>();
		// 0 is that of the probe
		for (Long queue = number(session, NEXT, 0); queue != null; queue = number(session, NEXT, queue)) {
			if (number(session, KNOWN, queue) == null) {
				removed.add(queue);
			}
		}
		return removed;
	}

	private static @Nullable Long number(Session session, String sql, long parameter) throws SQLException {
		PreparedStatement statement = session.prepare(sql);
		statement.setLong(1, parameter);
		return number(statement);
	}

	private static @Nullable Long number(PreparedStatement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			long value = rows.next() ? rows.getLong(1) : 0;
			return (value != 0) ? value : null;
		}
	}

	private @Nullable Long find(Session session, String sql, String topic, String group) throws SQLException {
		PreparedStatement statement = session.prepare(sql);
		statement.setString(1, topic);
		statement.setString(2, group);
		return number(statement);
	}

	private void lock(Session session) throws SQLException {
		if (this.dialect.hasConcurrentWriters()) {
			if (!session.isJoined()) {
				this.dialect.limitWaits(session);
			}
			session.prepare(session.isJoined() ? LOCK : this.dialect.limited(LOCK)).executeQuery().close();
		}
	}

}
