// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.OutboxBacklog;

/**
 * The queue of an outbox that holds what goes to one topic of a backend, and is not
 * empty.
 *
 * @param name its topic in the store
 * @param ready whether it has messages that are neither delayed nor leased
 * @param due when the first of the others may be relayed, in milliseconds since 1970
 */
record OutboxQueue(String name, boolean ready, long due) {

	private static final String PREFIX = "outbox:";

	private static final int MAX_NAME = 255;

	private static final String MESSAGES = " FROM sprocket_message WHERE queue = q.id";

	private static final String OF_OUTBOXES = " FROM sprocket_queue q WHERE topic LIKE '" + PREFIX + "%'";

	// all columns of the index: not every platform sorts by a part of it
	private static final String FIND = "SELECT topic, (SELECT 1" + MESSAGES + " AND due_at = 0 LIMIT 1),"
			+ " (SELECT due_at" + MESSAGES + " AND due_at > 0 ORDER BY queue, due_at, position LIMIT 1)" + OF_OUTBOXES;

	private static final String BACKLOG = "SELECT topic, (SELECT COUNT(*)" + MESSAGES + "), (SELECT COUNT(*)" + MESSAGES
			+ " AND expires_at <= ?), (SELECT published_at" + MESSAGES
			+ " AND due_at = 0 ORDER BY queue, due_at, position LIMIT 1), (SELECT MIN(published_at)" + MESSAGES
			+ " AND due_at > 0)" + OF_OUTBOXES;

	// Return how the names of the queues of an outbox begin. No two applications have the
	// same.

	static String prefix(String application, String backend) {
		return PREFIX + application.replace(":", "::") + ":" + backend + ":";
	}

	// Return what the queue for a topic is called.

	static String name(String prefix, String topic) {
		String name = prefix + topic;
		return (name.length() <= MAX_NAME) ? name
				: prefix + UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8));
	}

	static List<OutboxQueue> find(Session session, String prefix) throws SQLException {
		List<OutboxQueue> found = new ArrayList<>();
		PreparedStatement statement = session.prepare(FIND);
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				boolean ready = rows.getInt(2) > 0;
				Long due = number(rows, 3);
				if (rows.getString(1).startsWith(prefix) && (ready || due != null)) {
					found.add(new OutboxQueue(rows.getString(1), ready, (due != null) ? due : Long.MAX_VALUE));
				}
			}
		}
		return found;
	}

	static OutboxBacklog backlog(Session session, String prefix, long now, @Nullable String failure)
			throws SQLException {
		long waiting = 0;
		Long oldest = null;
		PreparedStatement statement = session.prepare(BACKLOG);
		statement.setLong(1, now);
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				if (rows.getString(1).startsWith(prefix)) {
					waiting += Math.max(0, rows.getLong(2) - rows.getLong(3));
					oldest = earliest(oldest, earliest(number(rows, 4), number(rows, 5)));
				}
			}
		}
		return new OutboxBacklog(waiting, (oldest != null) ? Instant.ofEpochMilli(oldest) : null, failure);
	}

	private static @Nullable Long earliest(@Nullable Long one, @Nullable Long other) {
		return (one != null && other != null) ? Long.valueOf(Math.min(one, other)) : (one != null) ? one : other;
	}

	private static @Nullable Long number(ResultSet rows, int column) throws SQLException {
		long value = rows.getLong(column);
		return rows.wasNull() ? null : value;
	}

}
