// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows and locks that another instance has, which may have vanished in the middle of a
 * transaction: whoever does not need them goes on.
 */
class OtherHandsIntegrationTests {

	private static final Duration SOON = Duration.ofMinutes(1);

	private final HikariDataSource pool = new HikariDataSource();

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "mariadb" })
	void whenMessagesOfAnotherTopicAreLockedThenClaimingAndPurgingGoOn(String kind) throws SQLException {
		try (JdbcBackend backend = create(kind);
				ScheduledPurge purge = new ScheduledPurge(backend, Duration.ofMinutes(1));
				Receiver receiver = backend.openReceiver(
						new ReceiverSpec("mine", "g", Ordering.NONE, Duration.ofMinutes(1)), LaneListener.NONE);
				Connection other = this.pool.getConnection()) {
			send(backend, "mine", "theirs", "expired");
			execute("UPDATE sprocket_message SET due_at = 1");
			execute("UPDATE sprocket_message SET expires_at = 1 WHERE " + ofTopic("expired"));
			other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
			other.setAutoCommit(false);
			execute(other, "SELECT position FROM sprocket_message WHERE " + ofTopic("theirs") + " FOR UPDATE");
			CompletableFuture<List<Delivery>> claimed = CompletableFuture
				.supplyAsync(() -> receiver.receive(10, Duration.ofSeconds(5)));
			assertThat(claimed).succeedsWithin(SOON).satisfies((deliveries) -> assertThat(deliveries).hasSize(1));
			assertThat(CompletableFuture.runAsync(purge::purge)).succeedsWithin(SOON);
			assertThat(count("SELECT COUNT(*) FROM sprocket_message WHERE " + ofTopic("expired"))).isZero();
			other.rollback();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "mariadb" })
	void whenTheSchemaIsLockedThenChecksAndStartsGoOn(String kind) throws SQLException {
		try (JdbcBackend backend = create(kind); Connection other = this.pool.getConnection()) {
			other.setAutoCommit(false);
			execute(other, "SELECT version FROM sprocket_schema FOR UPDATE");
			assertThat(CompletableFuture.runAsync(() -> backend.check(15))).succeedsWithin(SOON);
			assertThat(CompletableFuture.runAsync(() -> create(kind).close())).succeedsWithin(SOON);
			other.rollback();
		}
	}

	private JdbcBackend create(String kind) {
		if (this.pool.getJdbcUrl() == null) {
			this.pool.setJdbcUrl(kind.equals("mariadb") ? MariaDbServer.start().url() : PostgresServer.start().url());
		}
		return (JdbcBackend) new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create();
	}

	private static void send(JdbcBackend backend, String... topics) {
		for (String topic : topics) {
			OutboundMessage message = new OutboundMessage(topic, "id-" + topic, null, Map.of(), new byte[1], null, null,
					null);
			assertThat(backend.openSender().send(List.of(message))).succeedsWithin(SOON);
		}
	}

	private static String ofTopic(String topic) {
		return "queue IN (SELECT id FROM sprocket_queue WHERE topic = '" + topic + "')";
	}

	private long count(String sql) throws SQLException {
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			execute(connection, sql);
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
