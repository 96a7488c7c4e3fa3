// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Writes messages with the connection of the caller's transaction. A subclass says where.
 */
abstract class TransactionalOutbox implements Outbox {

	private final Database database;

	private final DataSource dataSource;

	TransactionalOutbox(Database database, DataSource dataSource) {
		this.database = database;
		this.dataSource = dataSource;
	}

	@Override
	public final boolean isTransactionActive() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	@Override
	public final void enlist(List<OutboundMessage> messages) {
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw new BackendException(ErrorKind.INVALID,
					"the transaction is read-only; remove readOnly = true from the method that publishes to '%s', "
						.formatted(messages.get(0).topic()) + "or publish with TransactionPolicy.BYPASS",
					null);
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try (Session session = Session.joining(connection)) {
			this.database.dialect().join(session);
			write(session, messages);
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
		Set<String> topics = JdbcSender.topics(messages);
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				committed(topics);
			}

		});
	}

	// What was written of a batch that failed must not be committed.

	private void markRollbackOnly() {
		if (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ResourceHolderSupport holder) {
			holder.setRollbackOnly();
		}
	}

	abstract void write(Session session, List<OutboundMessage> messages) throws SQLException;

	abstract void committed(Set<String> topics);

	/**
	 * Straight into the message table, where the backend is on the same data source.
	 */
	static final class IntoMessages extends TransactionalOutbox {

		private final JdbcBackend backend;

		private final Queues queues;

		private final MessageInsert inserts;

		private final boolean concurrentWriters;

		IntoMessages(JdbcBackend backend, DataSourceDatabase database, Queues queues, MessageInsert inserts) {
			super(database, database.dataSource());
			this.backend = backend;
			this.queues = queues;
			this.inserts = inserts;
			this.concurrentWriters = database.dialect().hasConcurrentWriters();
		}

		@Override
		void write(Session session, List<OutboundMessage> messages) throws SQLException {
			Map<String, List<Long>> known = new HashMap<>();
			if (this.concurrentWriters) {
				for (String topic : JdbcSender.topics(messages)) {
					known.put(topic, queues(session, topic));
				}
			}
			for (SendOutcome outcome : this.inserts.run(session, messages, known)) {
				if (outcome.failure() != null) {
					throw outcome.failure();
				}
			}
		}

		// A new queue is made apart, so that its lock is not held as long as the
		// transaction of the application.

		private List<Long> queues(Session session, String topic) throws SQLException {
			List<Long> ids = this.queues.ofTopic(session, topic);
			return ids.isEmpty() ? this.backend
				.write((own) -> this.queues.ofTopicOrCreate(own, topic, this.backend.clock().millis())) : ids;
		}

		@Override
		void committed(Set<String> topics) {
			topics.forEach(this.backend::arrived);
		}

	}

}
