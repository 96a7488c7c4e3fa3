// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * Makes outboxes in the application's own database (SQLite, H2, PostgreSQL or MariaDB)
 * for backends elsewhere: what is published in a transaction on that database is stored
 * by it, in the tables of the jdbc backend, and relayed after the commit; and so is, in a
 * transaction or not, what is published with a delay to a backend that has none. Dead
 * letters of a backend that cannot look at what it stores are indexed there, too. Several
 * processes may relay.
 */
public final class JdbcOutboxFactory implements OutboxFactory {

	private final Supplier<DataSource> dataSource;

	private final DatabaseInitializationMode initialization;

	private final JdbcSettings settings;

	private final String application;

	private final boolean indexing;

	private final Clock clock;

	private final Duration lease;

	/**
	 * Create a factory that has dead letters indexed.
	 * @param dataSource gives the data source when an outbox is made
	 * @param initialization whether the tables are made
	 * @param settings how messages are kept
	 * @param application whose processes relay the messages: applications that share a
	 * database do not relay each other's
	 */
	public JdbcOutboxFactory(Supplier<DataSource> dataSource, DatabaseInitializationMode initialization,
			JdbcSettings settings, String application) {
		this(dataSource, initialization, settings, application, true);
	}

	/**
	 * Create a factory.
	 * @param dataSource gives the data source when an outbox is made
	 * @param initialization whether the tables are made
	 * @param settings how messages are kept
	 * @param application whose processes relay the messages
	 * @param indexing whether dead letters of a backend that cannot look at what it
	 * stores are indexed
	 */
	public JdbcOutboxFactory(Supplier<DataSource> dataSource, DatabaseInitializationMode initialization,
			JdbcSettings settings, String application, boolean indexing) {
		this(dataSource, initialization, settings, application, indexing, Clock.systemUTC(), OutboxRelay.LEASE);
	}

	JdbcOutboxFactory(Supplier<DataSource> dataSource, DatabaseInitializationMode initialization, JdbcSettings settings,
			String application, boolean indexing, Clock clock, Duration lease) {
		this.dataSource = dataSource;
		this.initialization = initialization;
		this.settings = settings;
		this.application = application;
		this.indexing = indexing;
		this.clock = clock;
		this.lease = lease;
	}

	/**
	 * Look at the database, make the tables if that is wanted, and begin to relay.
	 * @throws BackendException if the database cannot be reached, is of a platform that
	 * is not supported, has no tables, or loses what it has committed
	 */
	@Override
	public Outbox create(Backend backend, Sender sender) {
		DataSourceDatabase database = JdbcBackendFactory.prepare(this.dataSource.get(), this.initialization)
			.withWriterPool("outbox-" + backend.name());
		JdbcBackend store = new JdbcBackend("outbox", database, database.isLocal(), this.settings, this.clock,
				RelayedTopic.GROUP);
		String prefix = OutboxQueue.prefix(this.application, backend.name());
		boolean holds = backend.capabilities().of(Capability.DELAYED_DELIVERY) == Support.NONE;
		UnaryOperator<OutboundMessage> seal = (message) -> Envelope.seal(OutboxQueue.name(prefix, message.topic()),
				holds, message);
		int batch = Math.min(JdbcBackend.BATCH, backend.capabilities().limits().sendBatch());
		try {
			OutboxRelay relay = new OutboxRelay(store, prefix, backend.name(), sender, batch, this.lease);
			LetterIndex letters = indexes(backend) ? store.letters(backend.name(), seal, relay) : null;
			return new RelayedOutbox(store.outbox(database, seal), relay, store.openSender(), seal, letters);
		}
		catch (BackendException ex) {
			store.close();
			throw ex;
		}
	}

	private boolean indexes(Backend backend) {
		return this.indexing && backend.capabilities().of(Capability.BROWSE) == Support.NONE;
	}

}
