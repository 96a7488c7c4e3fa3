// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Publishes in transactions on a database of its own, whose outbox relays to an embedded
 * store, until it is killed; says what was committed. Kills itself right before or right
 * after it dispatches, if told so.
 */
public final class OutboxProcess {

	private OutboxProcess() {
	}

	public static void main(String[] arguments) {
		Path folder = Path.of(arguments[0]);
		Kill kill = Kill.valueOf(arguments[1]);
		JdbcConnectionPool database = database(folder);
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
		OutboxFactory factory = factory(database);
		PubSub pubSub = new PubSubBuilder(store(folder))
			.outbox((backend, sender) -> factory.create(backend, new KillingSender(sender, kill)))
			.build();
		for (int i = 0; i < Integer.MAX_VALUE; i++) {
			OutgoingMessage message = OutgoingMessage.of("t", arguments[2] + "-" + i).key("k" + i % 4);
			transaction.executeWithoutResult((status) -> pubSub.publisher().publish(message));
			System.out.println("committed " + message.payload());
		}
	}

	static JdbcConnectionPool database(Path folder) {
		return JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("application") + ";WRITE_DELAY=0", "sa", "");
	}

	static OutboxFactory factory(JdbcConnectionPool database) {
		return new JdbcOutboxFactory(() -> database, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS, "shop");
	}

	static Backend store(Path folder) {
		Backend store = new EmbeddedBackendFactory(folder.resolve("store.db"), JdbcSettings.DEFAULTS).create();
		store.declareGroup("t", "g");
		return store;
	}

	/**
	 * When the process ends by itself, as if by SIGKILL.
	 */
	enum Kill {

		/** It does not. */
		NEVER,

		/** Between the commit and the dispatch. */
		BEFORE_DISPATCH,

		/** Between the dispatch and its mark in the outbox. */
		AFTER_DISPATCH

	}

	private record KillingSender(Sender delegate, Kill kill) implements Sender {

		@Override
		public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
			if (this.kill == Kill.BEFORE_DISPATCH) {
				Runtime.getRuntime().halt(137);
			}
			CompletableFuture<List<SendOutcome>> sent = this.delegate.send(batch);
			if (this.kill == Kill.AFTER_DISPATCH) {
				sent.join().forEach((outcome) -> System.out.println("dispatched " + outcome.failure()));
				Runtime.getRuntime().halt(137);
			}
			return sent;
		}

		@Override
		public void close() {
			this.delegate.close();
		}

	}

}
