// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Writes messages into the message table with the connection of the caller's transaction.
 */
final class TransactionalOutbox implements Outbox {

	private static final Duration APART_WITHIN = Duration.ofSeconds(5);

	/** Where the writer may wait for a connection that such transactions have. */
	private static final Duration CONNECTED_WITHIN = Duration.ofMillis(500);

	private final JdbcBackend backend;

	private final DataSourceDatabase database;

	private final ThreadTransaction transaction;

	private final Queues queues;

	private final MessageInsert inserts;

	private final @Nullable UnaryOperator<OutboundMessage> seal;

	// seal: makes of a message what is relayed later, from a queue that never changes;
	// null if the message itself is stored, for the groups that its topic has

	TransactionalOutbox(JdbcBackend backend, DataSourceDatabase database, Queues queues, MessageInsert inserts,
			@Nullable UnaryOperator<OutboundMessage> seal) {
		this.backend = backend;
		this.database = database;
		this.transaction = new ThreadTransaction(database);
		this.queues = queues;
		this.inserts = inserts;
		this.seal = seal;
	}

	@Override
	public boolean isTransactionActive() {
		return this.transaction.isActive();
	}

	@Override
	public void enlist(List<OutboundMessage> messages) {
		if (this.transaction.isReadOnly()) {
			throw new BackendException(ErrorKind.INVALID,
					"the transaction is read-only; remove readOnly = true from the method that publishes to '%s', "
						.formatted(messages.get(0).topic()) + "or publish with TransactionPolicy.BYPASS",
					null);
		}
		for (OutboundMessage message : messages) {
			BackendException tooLong = MessageInsert.tooLong(message);
			if (tooLong != null) {
				throw tooLong;
			}
		}
		List<OutboundMessage> rows = (this.seal != null) ? messages.stream().map(this.seal).toList() : messages;
		this.transaction.write((session) -> {
			this.database.dialect().join(session);
			write(session, rows);
			return rows;
		});
		Set<String> topics = JdbcSender.topics(rows);
		this.transaction.followWith(() -> topics.forEach(this.backend::arrived));
	}

	private void write(Session session, List<OutboundMessage> rows) throws SQLException {
		Map<String, List<Long>> known = this.database.dialect().hasConcurrentWriters()
				? queues(session, JdbcSender.topics(rows)) : new HashMap<>();
		for (SendOutcome outcome : this.inserts.run(session, rows, known)) {
			if (outcome.failure() != null) {
				throw outcome.failure();
			}
		}
	}

	private Map<String, List<Long>> queues(Session session, Set<String> topics) throws SQLException {
		Map<String, List<Long>> found = new HashMap<>();
		Set<String> apart = new LinkedHashSet<>(topics);
		if (this.seal != null || this.transaction.readsCommitted()) {
			for (String topic : topics) {
				found.put(topic, this.queues.ofTopic(session, topic));
			}
			apart.removeIf((topic) -> !found.getOrDefault(topic, List.of()).isEmpty());
		}
		if (!apart.isEmpty()) {
			found.putAll(queuesApart(session, apart));
		}
		return found;
	}

	// A new queue is made apart, so that its lock is not held as long as the transaction
	// of the application; and one in a snapshot is looked for there, as a group may have
	// been declared since. Unless the writer gets no connection, because such
	// transactions have them all.

	private Map<String, List<Long>> queuesApart(Session session, Set<String> topics) throws SQLException {
		long now = this.backend.clock().millis();
		boolean possibleHere = isPossibleHere();
		try {
			return this.backend.write((own) -> {
				Map<String, List<Long>> found = new HashMap<>();
				for (String topic : topics) {
					found.put(topic, this.queues.ofTopicOrCreate(own, topic, now));
				}
				return found;
			}, possibleHere ? CONNECTED_WITHIN : APART_WITHIN);
		}
		catch (BackendException ex) {
			if (!possibleHere) {
				throw ex;
			}
			Map<String, List<Long>> found = new HashMap<>();
			for (String topic : topics) {
				found.put(topic, this.queues.latestOfTopicOrCreate(session, topic, now));
			}
			return found;
		}
	}

	// A writer with a connection of its own is only busy; and who cannot see a new group
	// must not publish past it. In a database of this process one connection may be all
	// there is.

	private boolean isPossibleHere() {
		return !this.database.hasWriterPool() && (this.transaction.readsCommitted()
				|| !this.database.dialect().lockLatest().isEmpty() || this.database.isLocal());
	}

}
