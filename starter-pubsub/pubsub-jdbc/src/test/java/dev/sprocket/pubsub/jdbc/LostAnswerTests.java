// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that is lost after the database has committed and before it says so.
 */
class LostAnswerTests {

	private final HikariDataSource pool = new HikariDataSource();

	private final LosingDataSource losing = new LosingDataSource(this.pool);

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@EnumSource(Ordering.class)
	void whenTheAnswerToAClaimIsLostThenItsMessagesComeFirstAndUncounted(Ordering ordering) {
		this.pool.setJdbcUrl("jdbc:h2:mem:lost-answer-" + ordering);
		ReceiverSpec spec = new ReceiverSpec("t", "g", ordering, Duration.ofMinutes(1));
		try (Backend backend = new JdbcBackendFactory(() -> this.losing, DatabaseInitializationMode.ALWAYS,
				DataSourceHarness.SETTINGS)
			.create(); Receiver receiver = backend.openReceiver(spec, LaneListener.NONE)) {
			send(backend, "1", "2");
			this.losing.loseNextCommit();
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> receiver.receive(10, Duration.ZERO))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT));
			send(backend, "3");
			List<Delivery> deliveries = receiver.receive(10, Duration.ZERO);
			assertThat(deliveries).extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
				.containsExactly("1", "2", "3");
			assertThat(deliveries).extracting(Delivery::attempt).containsOnly(1);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "KEY", "TOPIC" })
	void whenTheQueueIsLockedAfterThatThenTheyStillComeFirst(Ordering ordering) throws SQLException {
		this.pool.setJdbcUrl("jdbc:h2:mem:lost-answer-locked-" + ordering);
		ReceiverSpec spec = new ReceiverSpec("t", "g", ordering, Duration.ofMinutes(1));
		try (Backend backend = new JdbcBackendFactory(() -> this.losing, DatabaseInitializationMode.ALWAYS,
				DataSourceHarness.SETTINGS)
			.create(); Receiver receiver = backend.openReceiver(spec, LaneListener.NONE)) {
			send(backend, "1", "2");
			this.losing.loseNextCommit();
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> receiver.receive(10, Duration.ZERO));
			send(backend, "3");
			try (Connection other = this.pool.getConnection(); Statement statement = other.createStatement()) {
				other.setAutoCommit(false);
				statement.executeQuery("SELECT id FROM sprocket_queue FOR UPDATE").close();
				assertThat(receiver.receive(10, Duration.ofMillis(100))).isEmpty();
				other.rollback();
			}
			assertThat(receiver.receive(10, Duration.ofSeconds(10)))
				.extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
				.containsExactly("1", "2", "3");
		}
	}

	private static void send(Backend backend, String... payloads) {
		assertThat(backend.openSender()
			.send(Stream.of(payloads)
				.map((payload) -> new OutboundMessage("t", payload, "k", Map.of(),
						payload.getBytes(StandardCharsets.UTF_8), null, null, null))
				.toList())
			.join()).allSatisfy((outcome) -> assertThat(outcome.failure()).isNull());
	}

	/**
	 * Loses the connection with the next commit.
	 */
	private static final class LosingDataSource extends DelegatingDataSource {

		private final AtomicBoolean loses = new AtomicBoolean();

		LosingDataSource(HikariDataSource pool) {
			super(pool);
		}

		void loseNextCommit() {
			this.loses.set(true);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			AtomicBoolean lost = new AtomicBoolean();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> call(connection, lost, method, arguments));
		}

		private Object call(Connection connection, AtomicBoolean lost, Method method, Object[] arguments)
				throws Throwable {
			if (lost.get() && !method.getName().equals("close")) {
				throw new SQLException("The connection is lost", "08006");
			}
			try {
				Object result = method.invoke(connection, arguments);
				if (method.getName().equals("commit") && this.loses.getAndSet(false)) {
					lost.set(true);
					throw new SQLException("The connection is lost", "08006");
				}
				return result;
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		}

	}

}
