// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only a server with many clients can do: deadlocks, results read ahead, connections
 * that end in the middle.
 */
@Timeout(90)
class PostgresBackendIntegrationTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final String OF_MESSAGES = " FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'sprocket_message'";

	private static final String READ = "COALESCE(idx_tup_fetch, 0) + COALESCE(seq_tup_read, 0)" + OF_MESSAGES;

	private final PostgresServer server = PostgresServer.start();

	private final HikariDataSource pool = new HikariDataSource();

	private final List<JdbcBackend> backends = new ArrayList<>();

	@BeforeEach
	void open() {
		this.pool.setJdbcUrl(this.server.url());
		this.pool.setMaximumPoolSize(10);
		this.pool.setMinimumIdle(1);
	}

	@AfterEach
	void close() {
		this.backends.forEach(JdbcBackend::close);
		this.pool.close();
	}

	@Test
	void whenTwoInstancesClaimFromTheSameQueuesThenTheyDoNotDeadlock() throws Exception {
		assertNoDeadlock(2, List.of("a", "b"), List.of("b", "a"));
	}

	@Test
	void whenOneInstanceIsCheckedAfterAClaimAndAnotherBeforeThenTheyDoNotDeadlock() throws Exception {
		assertNoDeadlock(1, List.of("a", "check"), List.of("check", "a"));
	}

	@Test
	void whenBodiesAreLargeThenAClaimReadsFewOfThem() throws SQLException {
		JdbcBackend backend = backend();
		Receiver receiver = receiver(backend, "t", Ordering.NONE);
		for (int i = 0; i < 100; i++) {
			send(backend, "t", 1);
		}
		assertThat(receiver.receive(16, Duration.ofSeconds(5))).as("so that the next claim is for many").hasSize(16);
		assertThat(receiver.receive(84, Duration.ofSeconds(5))).hasSize(84);
		for (int i = 0; i < 64; i++) {
			send(backend, "t", MEGABYTE);
		}
		long before = allocatedByWriter();
		List<Delivery> claimed = receiver.receive(500, Duration.ofSeconds(5));
		assertThat(claimed).hasSize(8);
		assertThat(allocatedByWriter() - before).isLessThan(40L * MEGABYTE);
	}

	@ParameterizedTest
	@EnumSource
	void whenAQueueHasGrownWithoutStatisticsThenAClaimReadsItsFrontOnly(Ordering ordering) throws Exception {
		Receiver receiver = receiver(backend(), "t", ordering);
		execute("INSERT INTO sprocket_message (queue, due_at, published_at, headers, body) "
				+ "SELECT id, 0, 0, '', decode(repeat('00', 400), 'hex') FROM sprocket_queue, generate_series(1, 200000)");
		long before = number("SELECT " + READ);
		// a session tells once a second what it has read, with its next transaction
		Awaitility.await().until(() -> {
			assertThat(receiver.receive(100, Duration.ofSeconds(5))).isNotEmpty();
			return number("SELECT n_tup_upd" + OF_MESSAGES) > 0;
		});
		assertThat(number("SELECT " + READ) - before).isBetween(1L, 100_000L);
	}

	@Test
	void whenConnectionIsLostDuringTheCommitThenItIsNotSaidThatNothingWasStored() throws Exception {
		JdbcBackend backend = backend();
		execute("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'");
		execute("CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON sprocket_message DEFERRABLE INITIALLY DEFERRED "
				+ "FOR EACH ROW EXECUTE FUNCTION wait()");
		CompletableFuture<List<SendOutcome>> sent = backend.openSender().send(List.of(message("t", 1)));
		Awaitility.await()
			.until(() -> number("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
		number("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
		assertThat(sent).failsWithin(Duration.ofMinutes(1))
			.withThrowableOfType(ExecutionException.class)
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOfSatisfying(BackendException.class,
					(cause) -> assertThat(cause.kind()).isEqualTo(ErrorKind.TIMEOUT)))
			.withMessageContaining("may or may not be stored");
	}

	@Test
	void whenTheServerRefusesOneMessageThenTheOthersOfItsBatchAreStored() {
		JdbcBackend backend = backend();
		backend.declareGroup("t", "g");
		OutboundMessage refused = new OutboundMessage("t", "id", "a\u0000", Map.of(), new byte[1], null, null, null);
		List<SendOutcome> outcomes = backend.openSender()
			.send(List.of(message("t", 1), refused, message("t", 1)))
			.join();
		assertThat(outcomes).extracting(SendOutcome::failure)
			.satisfiesExactly((first) -> assertThat(first).isNull(),
					(second) -> assertThat(second).isNotNull()
						.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID)),
					(third) -> assertThat(third).isNull());
		assertThat(backend.lag("t", "g").messages()).isEqualTo(2);
	}

	@Test
	void whenTheCommitIsRefusedThenItIsSaidThatNothingWasStored() throws Exception {
		JdbcBackend backend = backend();
		execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''refused''; END'");
		execute("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON sprocket_message DEFERRABLE INITIALLY DEFERRED "
				+ "FOR EACH ROW EXECUTE FUNCTION refuse()");
		assertThat(backend.openSender().send(List.of(message("t", 1)))).failsWithin(Duration.ofMinutes(1))
			.withThrowableOfType(ExecutionException.class)
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOfSatisfying(BackendException.class,
					(cause) -> assertThat(cause.kind()).isEqualTo(ErrorKind.UNAVAILABLE)));
	}

	// Both instances do what they are asked for in one transaction each. None gets
	// further than its first claim, for a while, unless another one claims from that
	// queue.

	private void assertNoDeadlock(int waiting, List<String> first, List<String> second) throws Exception {
		int before = deadlocks();
		List<CompletableFuture<Void>> done = new ArrayList<>();
		CountDownLatch gate = new CountDownLatch(1);
		for (String topic : List.of("a", "b")) {
			JdbcBackend backend = backend();
			receiver(backend, topic, Ordering.KEY);
			send(backend, topic, 1);
		}
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.executeQuery("SELECT position FROM sprocket_message FOR UPDATE").close();
			for (List<String> steps : List.of(first, second)) {
				JdbcBackend backend = backend();
				List<Runnable> tasks = steps.stream().map((step) -> task(backend, step)).toList();
				done.add(startAndAwaitWaiting(() -> backend.write((session) -> await(gate))));
				tasks.forEach((task) -> done.add(startAndAwaitWaiting(task)));
			}
			gate.countDown();
			Awaitility.await()
				.until(() -> number("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == waiting);
			connection.commit();
			connection.setAutoCommit(true);
		}
		CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
		assertThat(deadlocks()).isEqualTo(before);
	}

	private static Runnable task(JdbcBackend backend, String step) {
		if (step.equals("check")) {
			return () -> backend.check(30);
		}
		Receiver receiver = receiver(backend, step, Ordering.KEY);
		return () -> receiver.receive(1, Duration.ZERO);
	}

	private static CompletableFuture<Void> startAndAwaitWaiting(Runnable task) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				task.run();
				done.complete(null);
			}
			catch (RuntimeException ex) {
				done.completeExceptionally(ex);
			}
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		return done;
	}

	private static boolean await(CountDownLatch gate) {
		try {
			return gate.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private int deadlocks() throws Exception {
		return this.server.log().split("deadlock detected", -1).length - 1;
	}

	private static long allocatedByWriter() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("sprocket-pubsub-writer"))
			.mapToLong((thread) -> threads.getThreadAllocatedBytes(thread.getId()))
			.sum();
	}

	private JdbcBackend backend() {
		JdbcBackend backend = (JdbcBackend) new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create();
		this.backends.add(backend);
		return backend;
	}

	private static Receiver receiver(JdbcBackend backend, String topic, Ordering ordering) {
		return backend.openReceiver(new ReceiverSpec(topic, "g", ordering, Duration.ofMinutes(1)), new NoLanes());
	}

	private static void send(JdbcBackend backend, String topic, int size) {
		assertThat(backend.openSender().send(List.of(message(topic, size))).join().get(0).failure()).isNull();
	}

	private static OutboundMessage message(String topic, int size) {
		return new OutboundMessage(topic, UUID.randomUUID().toString(), null, Map.of(), new byte[size], null, null,
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

	private static final class NoLanes implements LaneListener {

		@Override
		public void lanesAssigned(Map<Lane, String> lanes) {
		}

		@Override
		public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
		}

		@Override
		public void lanesLost(Collection<Lane> lanes) {
		}

	}

}
