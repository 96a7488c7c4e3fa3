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

	private static final String REMOVE = "DELETE FROM sprocket_queue WHERE topic = ? AND group_name = ?";

	private static final String NEXT = "SELECT MIN(queue) FROM sprocket_message WHERE queue > ?";

	private static final String KNOWN = "SELECT id FROM sprocket_queue WHERE id = ?";

	private static final String LOCK = "SELECT version FROM sprocket_schema FOR UPDATE";

	private final Dialect dialect;

	private final String firstGroup;

	// firstGroup: for whom is what a topic gets before it has a group

	Queues(Dialect dialect, String firstGroup) {
		this.dialect = dialect;
		this.firstGroup = firstGroup;
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

	// Find a queue and keep others from claiming from it until the transaction ends. Null
	// if it is not there, or somebody else has locked it: who waited for that would hold
	// up all that the writer has gathered.

	@Nullable Long findAndLock(Session session, String topic, String group) throws SQLException {
		return find(session, OF_GROUP + this.dialect.lockRows(), topic, group);
	}

	// Return the queues of a topic, at least one.

	List<Long> ofTopicOrCreate(Session session, String topic, long now) throws SQLException {
		return ofTopicOrCreate(session, OF_TOPIC, topic, now);
	}

	// As before in a transaction that reads from a snapshot, with those that others have
	// made since, if the platform can see them.

	List<Long> latestOfTopicOrCreate(Session session, String topic, long now) throws SQLException {
		String latest = OF_TOPIC + this.dialect.lockLatest();
		ofTopicOrCreate(session, latest, topic, now);
		return ofTopic(session, latest, topic);
	}

	private List<Long> ofTopicOrCreate(Session session, String again, String topic, long now) throws SQLException {
		List<Long> ids = ofTopic(session, topic);
		if (!ids.isEmpty()) {
			return ids;
		}
		lock(session);
		ids = ofTopic(session, again, topic);
		if (ids.isEmpty()) {
			session.update(limited(session, CREATE), topic, this.firstGroup, now);
			ids = ofTopic(session, topic);
		}
		return ids;
	}

	void declare(Session session, String topic, String group, long now) throws SQLException {
		if (find(session, topic, group) != null) {
			return;
		}
		lock(session);
		if (find(session, topic, group) == null && session.update(limited(session, ADOPT), group, topic) == 0) {
			session.update(limited(session, CREATE), topic, group, now);
		}
	}

	// Remove a queue. Its messages, which may be many, are left to the purge.

	boolean remove(Session session, String topic, String group) throws SQLException {
		this.dialect.limitWaits(session);
		return session.update(limited(session, REMOVE), topic, group) == 1;
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
			session.prepare(limited(session, LOCK)).executeQuery().close();
		}
	}

	private String limited(Session session, String sql) {
		return session.isJoined() ? sql : this.dialect.limited(sql);
	}

}
