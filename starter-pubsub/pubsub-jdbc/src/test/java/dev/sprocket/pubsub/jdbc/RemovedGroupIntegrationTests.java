// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What another instance, or a transaction, still has to do with a group that was removed.
 */
@Timeout(60)
class RemovedGroupIntegrationTests {

	private final HikariDataSource pool = new HikariDataSource();

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void whenMuchWaitsForTheGroupThenItIsDeletedAThousandAtATime() throws SQLException {
		try (JdbcBackend backend = create("postgresql")) {
			for (int i = 0; i < 10; i++) {
				backend.openSender()
					.send(IntStream.range(0, 500).mapToObj((number) -> message("t", "m")).toList())
					.join();
			}
			execute("CREATE TABLE deletion (messages BIGINT)");
			execute("CREATE FUNCTION count_deletion() RETURNS trigger LANGUAGE plpgsql AS "
					+ "'BEGIN INSERT INTO deletion SELECT COUNT(*) FROM gone; RETURN NULL; END'");
			execute("CREATE TRIGGER count_deletion AFTER DELETE ON sprocket_message REFERENCING OLD TABLE AS gone "
					+ "FOR EACH STATEMENT EXECUTE FUNCTION count_deletion()");
			assertThat(backend.removeGroup("t", "g")).isTrue();
			assertThat(backend.lag("t", "g").messages()).isZero();
			purge(backend);
			assertThat(number("SELECT COUNT(*) FROM sprocket_message")).isZero();
			assertThat(number("SELECT MAX(messages) FROM deletion")).isEqualTo(1000);
			assertThat(number("SELECT SUM(messages) FROM deletion")).isEqualTo(5000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenATransactionStoresForTheGroupAfterItsRemovalThenThatIsDeletedAndNothingElse(String kind)
			throws SQLException {
		try (JdbcBackend backend = create(kind)) {
			backend.declareGroup("t", "other");
			execute("INSERT INTO sprocket_message (queue, due_at, published_at, headers, body) "
					+ "SELECT 0, 0, 0, '', body FROM (SELECT CAST('' AS "
					+ (kind.equals("postgresql") ? "BYTEA" : "BINARY") + ") AS body) probe");
			Outbox outbox = Objects.requireNonNull(backend.outbox());
			new TransactionTemplate(new DataSourceTransactionManager(this.pool)).executeWithoutResult((status) -> {
				outbox.enlist(List.of(message("t", "m")));
				CompletableFuture.runAsync(() -> backend.removeGroup("t", "g")).join();
			});
			assertThat(number("SELECT COUNT(*) FROM sprocket_message")).isEqualTo(3);
			purge(backend);
			assertThat(number("SELECT COUNT(*) FROM sprocket_message WHERE queue = 0")).isOne();
			assertThat(backend.lag("t", "other").messages()).isOne();
			assertThat(number("SELECT COUNT(*) FROM sprocket_message")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb" })
	void whenAnotherInstanceRemovesTheGroupThenItsReceiverSaysSo(String kind) {
		ReceiverSpec spec = new ReceiverSpec("t", "g", Ordering.KEY, Duration.ofMinutes(1));
		try (JdbcBackend backend = create(kind);
				JdbcBackend other = create(kind);
				Receiver receiver = backend.openReceiver(spec, LaneListener.NONE)) {
			other.removeGroup("t", "g");
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> receiver.receive(1, Duration.ofSeconds(1)))
				.withMessage("Group 'g' of topic 't' was removed while it was subscribed to")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.CLOSED));
		}
	}

	@Test
	void whenAnotherInstanceRemovesTheGroupThenASubscriptionDeclaresItAnew() {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		try (JdbcBackend other = create("postgresql");
				PubSub pubSub = new PubSubBuilder(create("postgresql")).build()) {
			pubSub.subscribe(SubscriptionSpec.of("t", "g", String.class),
					(message, acknowledgment) -> received.add(message.payload()));
			other.removeGroup("t", "g");
			Awaitility.await().until(() -> {
				pubSub.publisher().publish("t", "again");
				return !received.isEmpty();
			});
		}
	}

	private static void purge(JdbcBackend backend) {
		try (ScheduledPurge purge = new ScheduledPurge(backend, Duration.ofMinutes(1))) {
			purge.purgeRemoved();
		}
	}

	private JdbcBackend create(String kind) {
		if (this.pool.getJdbcUrl() == null) {
			String url = switch (kind) {
				case "h2" -> "jdbc:h2:mem:" + UUID.randomUUID();
				case "mariadb" -> MariaDbServer.start().url();
				default -> PostgresServer.start().url();
			};
			this.pool.setJdbcUrl(url);
		}
		JdbcBackend backend = (JdbcBackend) new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create();
		backend.declareGroup("t", "g");
		return backend;
	}

	private static OutboundMessage message(String topic, String body) {
		return new OutboundMessage(topic, UUID.randomUUID().toString(), null, Map.of(), body.getBytes(), null, null,
				null);
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private long number(String sql) throws SQLException {
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

}
