// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult.Stage;
import dev.sprocket.pubsub.TransactionPolicy;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Publishing from a callback of a transaction that has ended: nothing commits any more
 * what is written on its connection.
 */
@Timeout(60)
class PublishAfterCommitIntegrationTests {

	@TempDir
	private Path folder;

	private final HikariDataSource pool = new HikariDataSource();

	private Backend backend;

	private PubSub pubSub;

	private TransactionTemplate transactions;

	private final List<Stage> stages = new ArrayList<>();

	// With auto-commit off an idle connection of a SQLite pool would keep the write lock.

	static Stream<Arguments> stores() {
		return Stream.concat(storesWithConcurrentWriters(), Stream.of(Arguments.of("sqlite", true)));
	}

	static Stream<Arguments> storesWithConcurrentWriters() {
		return Stream.of("h2", "postgresql")
			.flatMap((kind) -> Stream.of(Arguments.of(kind, true), Arguments.of(kind, false)));
	}

	@AfterEach
	void close() {
		this.pubSub.close();
		this.pool.close();
	}

	@ParameterizedTest
	@MethodSource("stores")
	void whenPublishedAfterTheCommitThenStoredAtOnce(String kind, boolean autoCommit) {
		open(kind, autoCommit);
		inTransaction(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				publish("before");
			}

			@Override
			public void beforeCompletion() {
				publish("on completion");
			}

			@Override
			public void afterCommit() {
				publish("after");
			}

		});
		assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED, Stage.STORED);
		assertStored("before", "on completion", "after");
	}

	@ParameterizedTest
	@MethodSource("stores")
	void whenPublishedAfterCompletionThenStoredAtOnce(String kind, boolean autoCommit) {
		open(kind, autoCommit);
		inTransaction(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				publish("after");
				PublishAfterCommitIntegrationTests.this.transactions
					.executeWithoutResult((participating) -> publish("in a transaction that is none"));
			}

		});
		assertThat(this.stages).containsExactly(Stage.STORED, Stage.STORED);
		assertStored("after", "in a transaction that is none");
	}

	@ParameterizedTest
	@MethodSource("storesWithConcurrentWriters")
	void whenATransactionOfItsOwnIsBegunAfterTheCommitThenItIsJoined(String kind, boolean autoCommit) {
		open(kind, autoCommit);
		TransactionTemplate own = new TransactionTemplate(this.transactions.getTransactionManager());
		own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		inTransaction(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				own.executeWithoutResult((status) -> {
					publish("rolled back");
					status.setRollbackOnly();
				});
				own.executeWithoutResult((status) -> publish("joined"));
				publish("after");
			}

		});
		assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED, Stage.STORED);
		assertStored("joined", "after");
	}

	@ParameterizedTest
	@MethodSource("stores")
	void whenASavepointIsReleasedThenTheTransactionIsStillJoined(String kind, boolean autoCommit) {
		open(kind, autoCommit);
		TransactionTemplate nested = new TransactionTemplate(this.transactions.getTransactionManager());
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		this.transactions.executeWithoutResult((status) -> {
			nested.executeWithoutResult((inner) -> publish("nested"));
			publish("outer");
		});
		assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED);
		assertStored("nested", "outer");
	}

	@ParameterizedTest
	@MethodSource("stores")
	void whenATransactionIsRequiredAfterTheCommitThenRefused(String kind, boolean autoCommit) {
		open(kind, autoCommit);
		List<Runnable> refused = new ArrayList<>();
		inTransaction(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				assertRefused();
			}

			@Override
			public void afterCompletion(int status) {
				assertRefused();
			}

			private void assertRefused() {
				assertThatExceptionOfType(PubSubException.class)
					.isThrownBy(() -> PublishAfterCommitIntegrationTests.this.pubSub.publisher()
						.withTransactions(TransactionPolicy.REQUIRE)
						.publish("t", "x"))
					.withMessageContaining("REQUIRE");
				refused.add(this::assertRefused);
			}

		});
		assertThat(refused).hasSize(2);
	}

	private void open(String kind, boolean autoCommit) {
		this.pool.setJdbcUrl(url(kind));
		this.pool.setAutoCommit(autoCommit);
		DataSourceTransactionManager manager = new DataSourceTransactionManager(this.pool);
		manager.addListener(JdbcBackendFactory.transactionListener());
		this.transactions = new TransactionTemplate(manager);
		this.backend = new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS)
			.create();
		this.backend.declareGroup("t", "g");
		this.pubSub = new PubSubBuilder(this.backend).build();
	}

	private String url(String kind) {
		return switch (kind) {
			case "h2" -> "jdbc:h2:file:" + this.folder.resolve("store") + ";WRITE_DELAY=0";
			case "sqlite" -> "jdbc:sqlite:" + this.folder.resolve("store.db")
					+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=2000&transaction_mode=IMMEDIATE";
			default -> PostgresServer.start().url();
		};
	}

	private void inTransaction(TransactionSynchronization callbacks) {
		this.transactions
			.executeWithoutResult((status) -> TransactionSynchronizationManager.registerSynchronization(callbacks));
	}

	private void publish(String text) {
		this.stages.add(this.pubSub.publisher().publish("t", text).stage());
	}

	private void assertStored(String... texts) {
		assertThat(this.backend.browser().find("t", "g", 0, 10))
			.extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
			.containsExactly(texts);
	}

}
