// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pools that are set up or used in a way that the backend has to put up with.
 */
class PoolIntegrationTests {

	@TempDir
	private Path folder;

	private final HikariDataSource pool = new HikariDataSource();

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "sqlite" })
	void whenAutoCommitIsOffThenTheTablesAreThereToStay(String kind) throws SQLException {
		this.pool.setJdbcUrl(url(kind));
		this.pool.setAutoCommit(false);
		// of SQLite an idle connection without auto-commit holds the write lock
		this.pool.setMaximumPoolSize(1);
		create().close();
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT version FROM sprocket_schema")) {
			assertThat(rows.next()).isTrue();
			assertThat(rows.getInt(1)).isEqualTo(Schema.VERSION);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb", "sqlite" })
	void whenInstancesStartAtOnceThenEachFindsTheTables(String kind) throws Exception {
		this.pool.setJdbcUrl(url(kind));
		CyclicBarrier all = new CyclicBarrier(6);
		List<CompletableFuture<Void>> instances = IntStream.range(0, 6)
			.mapToObj((i) -> CompletableFuture.runAsync(() -> {
				await(all);
				create().close();
			}, (task) -> new Thread(task).start()))
			.toList();
		for (CompletableFuture<Void> instance : instances) {
			assertThat(instance).succeedsWithin(Duration.ofMinutes(1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenTransactionsHoldEveryConnectionThenTheyCanPublishToANewTopic(String kind) throws Exception {
		this.pool.setJdbcUrl(url(kind));
		this.pool.setMaximumPoolSize(3);
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(this.pool));
		try (Backend backend = create()) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			CyclicBarrier all = new CyclicBarrier(3);
			List<CompletableFuture<Void>> publishers = IntStream.range(0, 3)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> transactions.executeWithoutResult((status) -> {
					await(all);
					outbox.enlist(List.of(message("t", "m" + i)));
				}), (task) -> new Thread(task).start()))
				.toList();
			for (CompletableFuture<Void> publisher : publishers) {
				publisher.get(20, TimeUnit.SECONDS);
			}
			assertThat(backend.browser().find("t", Queues.NO_GROUP, 0, 10))
				.extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
				.containsExactlyInAnyOrder("m0", "m1", "m2");
		}
	}

	@ParameterizedTest
	@CsvSource({ "h2, 2", "postgresql, 1", "mariadb, 1" })
	void whenEveryConnectionIsHeldByWhoPublishesAfterItsCommitThenTheMessagesAreStored(String kind, int size)
			throws Exception {
		this.pool.setJdbcUrl(url(kind));
		this.pool.setMaximumPoolSize(size);
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(this.pool));
		try (Backend backend = create()) {
			backend.declareGroup("t", "g");
			CyclicBarrier all = new CyclicBarrier(size);
			List<CompletableFuture<Void>> publishers = IntStream.range(0, size)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> transactions.executeWithoutResult((status) -> {
					DataSourceUtils.getConnection(this.pool);
					afterCommit(() -> {
						await(all);
						backend.openSender().send(List.of(message("t", "m" + i))).join();
					});
				}), (task) -> new Thread(task).start()))
				.toList();
			for (CompletableFuture<Void> publisher : publishers) {
				publisher.get(5, TimeUnit.SECONDS);
			}
			assertThat(backend.lag("t", "g").messages()).isEqualTo(size);
		}
	}

	private static void afterCommit(Runnable callback) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				callback.run();
			}

		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "mariadb" })
	void whenAGroupIsDeclaredAfterTheSnapshotOfATransactionThenItGetsWhatIsPublished(String kind) {
		this.pool.setJdbcUrl(url(kind));
		publishToAGroupOfAfterTheSnapshot(this.pool, () -> {
		});
	}

	@Test
	void whenOnMariaDbTheWriterGetsNoConnectionThenANewGroupGetsWhatIsPublishedAllTheSame() {
		this.pool.setJdbcUrl(url("mariadb"));
		this.pool.setMaximumPoolSize(2);
		List<Connection> taken = new ArrayList<>();
		publishToAGroupOfAfterTheSnapshot(ofAnotherKind(), () -> taken.add(connection()));
		taken.forEach(this.pool::evictConnection);
	}

	@Test
	void whenOnPostgresTheWriterGetsNoConnectionThenNobodyPublishesPastANewGroup() {
		this.pool.setJdbcUrl(url("postgresql"));
		this.pool.setMaximumPoolSize(2);
		List<Connection> taken = new ArrayList<>();
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> publishToAGroupOfAfterTheSnapshot(ofAnotherKind(), () -> taken.add(connection())))
			.withMessageEndingWith(" did not take a write within 5000 ms")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		taken.forEach(this.pool::evictConnection);
	}

	private void publishToAGroupOfAfterTheSnapshot(DataSource dataSource, Runnable meanwhile) {
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
		transactions.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		try (Backend backend = create(dataSource)) {
			backend.declareGroup("t", "early");
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			transactions.executeWithoutResult((status) -> {
				new JdbcTemplate(dataSource).queryForList("SELECT id FROM sprocket_queue");
				backend.declareGroup("t", "late");
				meanwhile.run();
				outbox.enlist(List.of(message("t", "x")));
			});
			assertThat(backend.browser().find("t", "early", 0, 10)).hasSize(1);
			assertThat(backend.browser().find("t", "late", 0, 10)).hasSize(1);
		}
	}

	// beside which no pool is made

	private DataSource ofAnotherKind() {
		return new DelegatingDataSource(this.pool) {
		};
	}

	private Connection connection() {
		try {
			return this.pool.getConnection();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Backend create() {
		return create(this.pool);
	}

	private static Backend create(DataSource dataSource) {
		return new JdbcBackendFactory(() -> dataSource, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS)
			.create();
	}

	private String url(String kind) {
		return switch (kind) {
			case "h2" -> "jdbc:h2:file:" + this.folder.resolve("store") + ";WRITE_DELAY=0";
			case "sqlite" -> "jdbc:sqlite:" + this.folder.resolve("store.db")
					+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
			case "mariadb" -> MariaDbServer.start().url();
			default -> PostgresServer.start().url();
		};
	}

	private static OutboundMessage message(String topic, String body) {
		return new OutboundMessage(topic, UUID.randomUUID().toString(), null, Map.of(),
				body.getBytes(StandardCharsets.UTF_8), null, null, null);
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
