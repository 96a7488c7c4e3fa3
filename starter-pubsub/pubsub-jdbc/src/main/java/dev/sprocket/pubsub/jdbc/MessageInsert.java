// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.HeaderText;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Stores messages: one row for each queue of the topic.
 */
final class MessageInsert {

	private static final byte[] NO_BODY = {};

	static final int MAX_KEY = 512;

	private static final int MAX_DEDUPLICATION_ID = 255;

	private static final String INSERT = """
			INSERT INTO sprocket_message (queue, due_at, published_at, expires_at, message_key, headers, body)
			VALUES (?, ?, ?, ?, ?, ?, ?)""";

	private static final String INSERT_BODY = """
			INSERT INTO sprocket_body (position, body) VALUES (last_insert_rowid(), ?)""";

	private static final String GROUP = "SELECT group_name FROM sprocket_queue WHERE id = ?";

	private static final String FORGET = """
			DELETE FROM sprocket_deduplication WHERE topic = ? AND deduplication_id = ? AND stored_at < ?""";

	private final Dialect dialect;

	private final String insertOnce;

	private final int largeBody;

	private final Queues queues;

	private final Backlog backlog;

	private final Duration deduplicationWindow;

	private final Clock clock;

	MessageInsert(Dialect dialect, Queues queues, Backlog backlog, Duration deduplicationWindow, Clock clock) {
		this.dialect = dialect;
		this.insertOnce = dialect.insertOnce("sprocket_deduplication", "topic", "deduplication_id", "stored_at");
		this.largeBody = dialect.largeBody();
		this.queues = queues;
		this.backlog = backlog;
		this.deduplicationWindow = deduplicationWindow;
		this.clock = clock;
	}

	String insertOnce() {
		return this.insertOnce;
	}

	List<SendOutcome> run(Session session, List<OutboundMessage> messages) throws SQLException {
		return run(session, messages, new HashMap<>());
	}

	List<SendOutcome> run(Session session, List<OutboundMessage> messages, Map<String, List<Long>> queuesOfTopics)
			throws SQLException {
		long now = this.clock.millis();
		PreparedStatement insert = session.prepare(INSERT);
		List<SendOutcome> outcomes = new ArrayList<>(messages.size());
		boolean any = false;
		if (!session.isJoined() && messages.stream().anyMatch((message) -> message.deduplicationId() != null)) {
			this.dialect.limitWaits(session);
		}
		for (OutboundMessage message : messages) {
			List<Long> targets = queuesOfTopics.get(message.topic());
			if (targets == null) {
				targets = this.queues.ofTopicOrCreate(session, message.topic(), now);
				queuesOfTopics.put(message.topic(), targets);
			}
			BackendException refusal = refusal(session, message, targets);
			outcomes.add((refusal != null) ? SendOutcome.failed(refusal) : SendOutcome.stored(null));
			if (refusal == null && isFirst(session, message, now)) {
				if (message.body().length < this.largeBody) {
					add(insert, message, targets, now);
					any = true;
				}
				else {
					insert.executeBatch();
					addLarge(session, insert, message, targets, now);
				}
			}
		}
		if (any) {
			insert.executeBatch();
		}
		return outcomes;
	}

	private void add(PreparedStatement insert, OutboundMessage message, List<Long> queues, long now)
			throws SQLException {
		set(insert, message, message.body(), now);
		for (Long queue : queues) {
			insert.setLong(1, queue);
			insert.addBatch();
		}
	}

	private void addLarge(Session session, PreparedStatement insert, OutboundMessage message, List<Long> queues,
			long now) throws SQLException {
		PreparedStatement body = session.prepare(INSERT_BODY);
		for (Long queue : queues) {
			set(insert, message, NO_BODY, now);
			insert.setLong(1, queue);
			insert.executeUpdate();
			body.setBytes(1, message.body());
			body.executeUpdate();
		}
	}

	private static void set(PreparedStatement insert, OutboundMessage message, byte[] body, long now)
			throws SQLException {
		Long deliverAt = millis(message.deliverAt());
		insert.setLong(2, (deliverAt != null && deliverAt > now) ? deliverAt : 0);
		insert.setLong(3, now);
		setMillis(insert, 4, message.expiresAt());
		insert.setString(5, message.key());
		insert.setString(6, HeaderText.write(message.headers()));
		insert.setBytes(7, body);
	}

	// Return why a message cannot be stored whatever the state of its queues, or null
	// if it can.

	static @Nullable BackendException tooLong(OutboundMessage message) {
		String key = message.key();
		if (key != null && key.length() > MAX_KEY) {
			return new BackendException(
					ErrorKind.TOO_LARGE, "Topic '%s': the key of message '%s' has %d characters, "
						.formatted(message.topic(), message.id(), key.length()) + "at most " + MAX_KEY + " are allowed",
					null);
		}
		String deduplicationId = message.deduplicationId();
		if (deduplicationId != null && deduplicationId.length() > MAX_DEDUPLICATION_ID) {
			return new BackendException(ErrorKind.TOO_LARGE,
					"Topic '%s': the deduplication id of message '%s' has %d characters, at most %d are allowed"
						.formatted(message.topic(), message.id(), deduplicationId.length(), MAX_DEDUPLICATION_ID),
					null);
		}
		return null;
	}

	private @Nullable BackendException refusal(Session session, OutboundMessage message, List<Long> queues)
			throws SQLException {
		BackendException tooLong = tooLong(message);
		if (tooLong != null) {
			return tooLong;
		}
		for (Long queue : queues) {
			if (!this.backlog.take(session, queue)) {
				return full(message.topic(), groupOf(session, queue));
			}
		}
		return null;
	}

	private BackendException full(String topic, String group) {
		String remedy = group.isEmpty() ? "its first group; subscribe to it"
				: "group '" + group + "'; speed up its handlers, remove it if nobody reads it any more";
		return new BackendException(ErrorKind.FULL,
				"Topic '%s' is full: %d messages wait for %s, or raise ".formatted(topic, this.backlog.max(), remedy)
						+ "sprocket.pubsub.backlog.max-messages",
				null);
	}

	private static String groupOf(Session session, long queue) throws SQLException {
		PreparedStatement statement = session.prepare(GROUP);
		statement.setLong(1, queue);
		try (ResultSet rows = statement.executeQuery()) {
			return rows.next() ? rows.getString(1) : "";
		}
	}

	private boolean isFirst(Session session, OutboundMessage message, long now) throws SQLException {
		String id = message.deduplicationId();
		if (id == null) {
			return true;
		}
		return insertOnce(session, message.topic(), id, now)
				|| (forget(session, message.topic(), id, now) && insertOnce(session, message.topic(), id, now));
	}

	private boolean insertOnce(Session session, String topic, String id, long now) throws SQLException {
		return session.update(limited(session, this.insertOnce), topic, id, now) == 1;
	}

	// Forget an id that is there. A DELETE that finds nothing would lock the gap between
	// its neighbours in a transaction that reads from a snapshot.

	private boolean forget(Session session, String topic, String id, long now) throws SQLException {
		return session.update(limited(session, FORGET), topic, id, now - this.deduplicationWindow.toMillis()) == 1;
	}

	private String limited(Session session, String sql) {
		return session.isJoined() ? sql : this.dialect.limited(sql);
	}

	static void setMillis(PreparedStatement statement, int index, @Nullable Instant instant) throws SQLException {
		Long millis = millis(instant);
		if (millis != null) {
			statement.setLong(index, millis);
		}
		else {
			statement.setNull(index, Types.BIGINT);
		}
	}

	static @Nullable Long millis(@Nullable Instant instant) {
		return (instant != null) ? instant.toEpochMilli() : null;
	}

}
