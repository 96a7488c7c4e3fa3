// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.sprocket.pubsub.jdbc.JdbcBackend.Statements;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Writes messages into the message table with the connection of the caller's transaction.
 */
final class TransactionalOutbox implements Outbox {

	private static final Duration MADE_APART_WITHIN = Duration.ofMillis(500);

	private final JdbcBackend backend;

	private final DataSourceDatabase database;

	private final DataSource dataSource;

	private final Queues queues;

	private final MessageInsert inserts;

	private final UnaryOperator<OutboundMessage> stored;

	// stored: what to store for a message; the message itself, unless it is relayed later

	TransactionalOutbox(JdbcBackend backend, DataSourceDatabase database, Queues queues, MessageInsert inserts,
			UnaryOperator<OutboundMessage> stored) {
		this.backend = backend;
		this.database = database;
		this.dataSource = database.dataSource();
		this.queues = queues;
		this.inserts = inserts;
		this.stored = stored;
	}

	@Override
	public boolean isTransactionActive() {
		Object resource = TransactionSynchronizationManager.getResource(this.dataSource);
		if (resource == null || !TransactionSynchronizationManager.isActualTransactionActive()) {
			return false;
		}
		if (TransactionEnd.isPast(resource)) {
			onConnection((connection) -> {
				this.database.dialect().leave(connection);
				return true;
			});
			return false;
		}
		// bound to the thread beside a transaction that is on another data source, it
		// commits by itself
		return !onConnection(Connection::getAutoCommit);
	}

	private boolean onConnection(Question question) {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return question.ask(connection);
		}
		catch (SQLException ex) {
			throw this.database.dialect().translate(this.database.description(), ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	@Override
	public void enlist(List<OutboundMessage> messages) {
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
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
		List<OutboundMessage> rows = messages.stream().map(this.stored).toList();
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try (Session session = Session.joining(connection)) {
			this.database.dialect().join(session);
			write(session, rows);
		}
		catch (SQLException ex) {
			markRollbackOnly();
			throw this.database.dialect().translate(this.database.description(), ex);
		}
		catch (BackendException ex) {
			markRollbackOnly();
			throw ex;
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
		Set<String> topics = JdbcSender.topics(rows);
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				topics.forEach(TransactionalOutbox.this.backend::arrived);
			}

		});
	}

	// What was written of a batch that failed must not be committed.

	private void markRollbackOnly() {
		if (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ResourceHolderSupport holder) {
			holder.setRollbackOnly();
		}
	}

	private void write(Session session, List<OutboundMessage> rows) throws SQLException {
		Map<String, List<Long>> known = new HashMap<>();
		if (this.database.dialect().hasConcurrentWriters()) {
			for (String topic : JdbcSender.topics(rows)) {
				known.put(topic, queues(session, topic));
			}
		}
		for (SendOutcome outcome : this.inserts.run(session, rows, known)) {
			if (outcome.failure() != null) {
				throw outcome.failure();
			}
		}
	}

	// A new queue is made apart, so that its lock is not held as long as the
	// transaction of the application; unless the writer gets no connection, because
	// such transactions have them all.

	private List<Long> queues(Session session, String topic) throws SQLException {
		List<Long> ids = this.queues.ofTopic(session, topic);
		if (!ids.isEmpty()) {
			return ids;
		}
		Statements<List<Long>> create = (own) -> this.queues.ofTopicOrCreate(own, topic, this.backend.clock().millis());
		try {
			return this.backend.write(create, MADE_APART_WITHIN);
		}
		catch (BackendException ex) {
			return create.run(session);
		}
	}

	/**
	 * Something to ask the connection of the thread.
	 */
	private interface Question {

		boolean ask(Connection connection) throws SQLException;

	}

}
