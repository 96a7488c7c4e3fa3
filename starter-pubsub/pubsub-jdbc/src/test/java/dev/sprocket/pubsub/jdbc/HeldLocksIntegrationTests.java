// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A transaction of the application that has published and stays open: who has nothing to
 * do with it goes on.
 */
@Timeout(60)
class HeldLocksIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final HikariDataSource pool = new HikariDataSource();

	private final TransactionTemplate transactions = new TransactionTemplate(
			new DataSourceTransactionManager(this.pool));

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenADeduplicationIdIsHeldThenItsNeighboursAreStored(String kind) {
		try (JdbcBackend backend = create(kind)) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			this.transactions.executeWithoutResult((held) -> {
				outbox.enlist(List.of(message("d-1")));
				assertThat(CompletableFuture.runAsync(() -> this.transactions
					.executeWithoutResult((status) -> outbox.enlist(List.of(message("d-2")))))).succeedsWithin(SOON);
				assertThat(send(backend, "d-3")).succeedsWithin(SOON).isEqualTo(List.of(""));
				backend.check(5);
			});
			assertThat(backend.lag("t", "g").messages()).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenADeduplicationIdIsHeldThenOnlyItsMessageFails(String kind) {
		try (JdbcBackend backend = create(kind)) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			this.transactions.executeWithoutResult((held) -> {
				outbox.enlist(List.of(message("x")));
				CompletableFuture<List<SendOutcome>> same = backend.openSender().send(List.of(message("x")));
				CompletableFuture<List<SendOutcome>> other = backend.openSender().send(List.of(message("other")));
				assertThat(other).succeedsWithin(SOON);
				assertThat(same).failsWithin(SOON).withThrowableOfType(ExecutionException.class);
				backend.check(5);
				held.setRollbackOnly();
			});
			assertThat(send(backend, "x")).succeedsWithin(SOON);
			assertThat(backend.lag("t", "g").messages()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenADeduplicationIdIsHeldThenTheOthersOfItsBatchAreStored(String kind) {
		try (JdbcBackend backend = create(kind)) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			this.transactions.executeWithoutResult((held) -> {
				outbox.enlist(List.of(message("x")));
				CompletableFuture<List<SendOutcome>> sent = backend.openSender()
					.send(List.of(message("a"), message("x"), message("b")));
				assertThat(sent).succeedsWithin(SOON);
				List<SendOutcome> outcomes = sent.join();
				assertThat(outcomes.get(0).failure()).isNull();
				assertThat(outcomes.get(2).failure()).isNull();
				BackendException failure = Objects.requireNonNull(outcomes.get(1).failure());
				assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
				assertThat(failure).hasMessageContaining("waited in vain for what another transaction has locked, "
						+ "perhaps one that published the same deduplication id or to a new topic; keep transactions short: ");
			});
			assertThat(backend.lag("t", "g").messages()).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenTheSchemaIsLockedThenWhatNeedsNoNewQueueIsStored(String kind) throws SQLException {
		try (JdbcBackend backend = create(kind); Connection other = this.pool.getConnection()) {
			other.setAutoCommit(false);
			try (Statement statement = other.createStatement()) {
				statement.executeQuery("SELECT version FROM sprocket_schema FOR UPDATE").close();
			}
			CompletableFuture<Void> declared = CompletableFuture.runAsync(() -> backend.declareGroup("new", "g"));
			assertThat(send(backend, "x")).succeedsWithin(SOON);
			assertThat(declared).failsWithin(SOON).withThrowableOfType(ExecutionException.class);
			other.rollback();
			backend.declareGroup("new", "g");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "mariadb" })
	void whenADeduplicationIdIsHeldThenATransactionOfTheApplicationWaits(String kind) {
		try (JdbcBackend backend = create(kind)) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			CompletableFuture<Void> second = new CompletableFuture<>();
			this.transactions.executeWithoutResult((held) -> {
				outbox.enlist(List.of(message("x")));
				second.completeAsync(() -> {
					this.transactions.executeWithoutResult((status) -> outbox.enlist(List.of(message("x"))));
					return null;
				}, (task) -> new Thread(task).start());
				assertThat(second).failsWithin(Duration.ofMillis(1500)).withThrowableOfType(TimeoutException.class);
			});
			assertThat(second).succeedsWithin(SOON);
			assertThat(backend.lag("t", "g").messages()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenAQueueIsLockedThenWhoClaimsFromItComesAgainAndTheOthersGoOn(String kind) throws SQLException {
		ReceiverSpec spec = new ReceiverSpec("t", "g", Ordering.KEY, Duration.ofMinutes(1));
		try (JdbcBackend backend = create(kind);
				Receiver receiver = backend.openReceiver(spec, LaneListener.NONE);
				Connection other = this.pool.getConnection()) {
			other.setAutoCommit(false);
			lockQueues(other);
			assertThat(send(backend, "1")).succeedsWithin(SOON).isEqualTo(List.of(""));
			CompletableFuture<List<Delivery>> claimed = CompletableFuture
				.supplyAsync(() -> receiver.receive(10, Duration.ofMinutes(1)));
			assertThat(claimed).failsWithin(Duration.ofMillis(500)).withThrowableOfType(TimeoutException.class);
			assertThat(send(backend, "2")).succeedsWithin(SOON).isEqualTo(List.of(""));
			backend.check(5);
			other.rollback();
			assertThat(claimed).succeedsWithin(SOON);
			assertThat(claimed.join()).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenTheWriterIsBusyThenATransactionInASnapshotWaitsForItAndLocksNoQueue(String kind) {
		this.transactions.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		try (JdbcBackend backend = create(kind)) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			backend.writeLater((session) -> busy(Duration.ofMillis(1500)));
			this.transactions.executeWithoutResult((held) -> {
				outbox.enlist(List.of(message("x")));
				try (Connection other = this.pool.getConnection()) {
					lockQueues(other);
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat(backend.lag("t", "g").messages()).isEqualTo(1);
		}
	}

	@Test
	void whenTheWriterIsBusyForLongThenThePublisherInASnapshotIsToldSo() {
		this.transactions.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		try (JdbcBackend backend = create("h2")) {
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			backend.writeLater((session) -> busy(Duration.ofSeconds(6)));
			this.transactions.executeWithoutResult((held) -> {
				assertThatExceptionOfType(BackendException.class).isThrownBy(() -> outbox.enlist(List.of(message("x"))))
					.withMessageMatching("The pub/sub database 'jdbc:h2:mem:.+' did not take a write within 5000 ms")
					.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
				held.setRollbackOnly();
			});
		}
	}

	private static void lockQueues(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.executeQuery("SELECT id FROM sprocket_queue FOR UPDATE NOWAIT").close();
		}
	}

	private static int busy(Duration time) {
		return new CompletableFuture<Integer>().completeOnTimeout(0, time.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	private JdbcBackend create(String kind) {
		String url = switch (kind) {
			case "h2" -> "jdbc:h2:mem:" + UUID.randomUUID();
			case "mariadb" -> MariaDbServer.start().url();
			default -> PostgresServer.start().url();
		};
		this.pool.setJdbcUrl(url);
		JdbcBackend backend = (JdbcBackend) new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create();
		backend.declareGroup("t", "g");
		return backend;
	}

	private static CompletableFuture<List<String>> send(JdbcBackend backend, String id) {
		return backend.openSender()
			.send(List.of(message(id)))
			.thenApply((outcomes) -> outcomes.stream()
				.map((outcome) -> (outcome.failure() != null) ? String.valueOf(outcome.failure()) : "")
				.toList());
	}

	private static OutboundMessage message(String deduplicationId) {
		return new OutboundMessage("t", UUID.randomUUID().toString(), null, Map.of(), new byte[1], null, null,
				deduplicationId);
	}

}
