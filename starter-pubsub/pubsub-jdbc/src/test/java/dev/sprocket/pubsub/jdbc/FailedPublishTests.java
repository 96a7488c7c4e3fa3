// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A transaction of JPA whose caller goes on after a message of it could not be stored.
 */
class FailedPublishTests {

	private final HikariDataSource pool = new HikariDataSource();

	private TransactionTemplate transaction;

	private Backend backend;

	private PubSub pubSub;

	@BeforeEach
	void open() {
		this.pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
		EntityTransactions manager = new EntityTransactions(this.pool);
		manager.addListener(JdbcBackendFactory.transactionListener());
		this.transaction = new TransactionTemplate(manager);
		this.backend = new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				new JdbcSettings(Duration.ofMillis(20), 2, Duration.ofMinutes(10)))
			.create();
		this.backend.declareGroup("t", "g");
		this.backend.declareGroup("full", "g");
		this.pubSub = new PubSubBuilder(this.backend).build();
		this.pubSub.publisher().publish("full", "1");
		this.pubSub.publisher().publish("full", "2");
	}

	@AfterEach
	void close() {
		this.pubSub.close();
		this.pool.close();
	}

	@Test
	void whenOneOfSeveralMessagesIsNotStoredThenTheTransactionDoesNotCommitTheOthers() {
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> publishInVain()))
			.withMessage("The transaction is rolled back, because it could not publish all: "
					+ "Topic 'full' is full: 2 messages wait for group 'g'; speed up its handlers, remove it if "
					+ "nobody reads it any more, or raise sprocket.pubsub.backlog.max-messages")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.FULL));
		assertStored();
	}

	@Test
	void whenACallbackBeforeTheCommitCatchesThatThenTheTransactionDoesNotCommitTheOthers() {
		TransactionTemplate plain = new TransactionTemplate(plain());
		for (TransactionTemplate template : List.of(this.transaction, plain)) {
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> template.executeWithoutResult((status) -> TransactionSynchronizationManager
					.registerSynchronization(new TransactionSynchronization() {

						@Override
						public void beforeCommit(boolean readOnly) {
							publishInVain();
						}

					})))
				.withMessageStartingWith(
						"The transaction is rolled back, because it could not publish all: Topic 'full'");
			assertStored();
		}
	}

	private DataSourceTransactionManager plain() {
		DataSourceTransactionManager manager = new DataSourceTransactionManager(this.pool);
		manager.addListener(JdbcBackendFactory.transactionListener());
		return manager;
	}

	@Test
	void whenWhatFailedIsRolledBackToASavepointThenTheTransactionCommitsTheRest() {
		this.transaction.executeWithoutResult((status) -> {
			Object savepoint = status.createSavepoint();
			publishInVain();
			status.rollbackToSavepoint(savepoint);
		});
		assertStored();
		this.transaction.executeWithoutResult((status) -> {
			this.pubSub.publisher().publish("t", "kept");
			Object savepoint = status.createSavepoint();
			publishInVain();
			status.rollbackToSavepoint(savepoint);
		});
		assertStored("kept");
	}

	private void publishInVain() {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> this.pubSub.publisher()
			.publishAll(List.of(OutgoingMessage.of("t", "x"), OutgoingMessage.of("full", "3"))));
	}

	private void assertStored(String... texts) {
		assertThat(this.backend.browser().find("t", "g", 0, 10))
			.extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
			.containsExactly(texts);
	}

}
