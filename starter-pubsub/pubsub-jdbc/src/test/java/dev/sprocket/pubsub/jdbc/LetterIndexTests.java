// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.test.FaultyBackend;
import dev.sprocket.pubsub.test.SharedBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The dead letters of a backend that cannot look at what it stores, in an H2 database.
 */
class LetterIndexTests {

	private static final DeadLetterQuery ALL = DeadLetterQuery.all();

	private static final Duration LEASE = Duration.ofSeconds(1);

	@TempDir
	private Path folder;

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicReference<Outbox> outbox = new AtomicReference<>();

	private final AtomicBoolean healed = new AtomicBoolean();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private Backend store;

	private FaultyBackend backend;

	private PubSub pubSub;

	@BeforeEach
	void open() {
		this.store = new EmbeddedBackendFactory(this.folder.resolve("store.db"), DataSourceHarness.SETTINGS).create();
		this.store.declareGroup("t.g.dlq", "watcher");
		start(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, DataSourceHarness.SETTINGS,
				"shop"));
	}

	private void start(JdbcOutboxFactory factory) {
		this.backend = FaultyBackend.without(new SharedBackend(this.store), Capability.BROWSE,
				Capability.DELAYED_DELIVERY);
		this.pubSub = new PubSubBuilder(this.backend).meterRegistry(this.meters)
			.lagInterval(Duration.ofMillis(50))
			.outbox((target, sender) -> {
				this.outbox.set(factory.create(target, sender));
				return this.outbox.get();
			})
			.build();
	}

	@AfterEach
	void close() {
		this.pubSub.close();
		this.store.close();
		this.database.dispose();
	}

	@Test
	void whenTheIndexCannotBeWrittenThenTheMessageIsNotAcknowledgedUntilItsLetterIsThere() {
		execute("ALTER TABLE sprocket_deduplication RENAME TO elsewhere");
		subscribe();
		publish("x");
		Awaitility.await().until(() -> lettersSent() == 1);
		Awaitility.await()
			.during(Duration.ofMillis(700))
			.until(() -> this.backend.settled().stream().noneMatch(Settlement.Ack.class::isInstance));
		assertThat(this.store.lag("t", "g").messages()).isEqualTo(1);
		execute("ALTER TABLE elsewhere RENAME TO sprocket_deduplication");
		awaitLetters("x");
		awaitAllSettled();
		assertThat(lettersSent()).as("copies on the topic").isEqualTo(1);
		assertThat(this.received).containsExactly("x");
	}

	@Test
	void whenTheProcessIsKilledBeforeItAcknowledgesThenTheLetterIsThereOnce() {
		this.backend.failSettlements(Integer.MAX_VALUE, (settlement) -> true);
		subscribe();
		publish("x");
		awaitLetters("x");
		this.backend.cut();
		this.pubSub.close();
		start(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.NEVER, DataSourceHarness.SETTINGS,
				"another name"));
		subscribe();
		Awaitility.await().until(() -> this.received.size() == 2);
		awaitAllSettled();
		awaitLetters("x");
		assertThat(this.store.lag("t.g.dlq", "watcher").messages()).as("copies on the topic").isEqualTo(2);
	}

	@Test
	void whenALetterIsRedrivenOrDiscardedThenItsTopicKeepsIt() {
		subscribe();
		publish("1", "2");
		awaitLetters("1", "2");
		this.healed.set(true);
		assertThat(letters().redrive(found().get(0).position())).isOne();
		assertThat(letters().discard(ALL)).isEqualTo(1);
		Awaitility.await().until(() -> this.received.size() == 3);
		assertThat(letters().size()).isZero();
		assertThat(this.store.lag("t.g.dlq", "watcher").messages()).isEqualTo(2);
	}

	@Test
	void whenTheBackendIsDownThenWhatIsRedrivenWaitsInTheOutbox() {
		subscribe();
		publish("x");
		awaitLetters("x");
		this.healed.set(true);
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> true);
		assertThat(letters().redrive(ALL, 0)).isEqualTo(new RedriveResult(1, 0, 0));
		Awaitility.await().until(() -> this.outbox.get().backlog().failure() != null);
		assertThat(this.outbox.get().backlog().messages()).isEqualTo(1);
		assertThat(letters().size()).isZero();
		this.backend.heal();
		Awaitility.await().until(() -> this.received.equals(List.of("x", "x")));
	}

	@Test
	void whenALetterIsEditedWithADelayThenItWaitsInTheOutbox() {
		subscribe();
		publish("x");
		awaitLetters("x");
		this.healed.set(true);
		long start = System.nanoTime();
		assertThat(letters().redrive(found().get(0).position(),
				(message) -> OutgoingMessage.of("t", "y").deliverAfter(Duration.ofMillis(500))))
			.isOne();
		Awaitility.await().until(() -> this.received.equals(List.of("x", "y")));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
	}

	@Test
	void whenTheIndexIsFullThenMessagesWaitForRoomWhereTheyAre() {
		this.pubSub.close();
		start(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS,
				new JdbcSettings(Duration.ofMillis(20), 1, Duration.ofMinutes(10)), "shop"));
		subscribe();
		publish("1");
		awaitLetters("1");
		publish("2");
		Awaitility.await().until(() -> lettersSent() == 2);
		assertThat(letters().size()).isEqualTo(1);
		assertThat(this.store.lag("t", "g").messages()).isEqualTo(1);
		letters().discard(ALL);
		awaitLetters("2");
		awaitAllSettled();
	}

	@Test
	void whenLettersAreKeptThenTheGaugeSaysHowMany() {
		subscribe();
		publish("1", "2");
		Awaitility.await()
			.until(() -> this.meters.get("sprocket.pubsub.dead.letters.kept").gauge().value(), (kept) -> kept == 2);
	}

	@Test
	void whenLettersAreNotToBeIndexedThenTheyAreOnTheirTopicAlone() {
		this.pubSub.close();
		start(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, DataSourceHarness.SETTINGS,
				"shop", false));
		subscribe();
		publish("x");
		awaitAllSettled();
		assertThat(this.store.lag("t.g.dlq", "watcher").messages()).isEqualTo(1);
		PubSubException refusal = catchThrowableOfType(PubSubException.class, this::letters);
		assertThat(refusal)
			.hasMessage("Topic t, group g: backend embedded cannot do BROWSE, which finding dead letters "
					+ "needs. Subscribe to topic t.g.dlq to read them, or set sprocket.pubsub.jdbc.outbox=true to have them "
					+ "indexed in the application's database.");
	}

	private void subscribe() {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("t", "g", String.class)
			.retry(RetryPolicy.NONE)
			.lease(LEASE, Duration.ofMinutes(1));
		this.pubSub.subscribe(spec, (message, acknowledgment) -> {
			this.received.add(message.payload());
			if (!this.healed.get()) {
				throw new IllegalStateException("on purpose");
			}
		});
	}

	private void publish(String... payloads) {
		for (String payload : payloads) {
			this.pubSub.publisher().publish("t", payload);
		}
	}

	private DeadLetterQueue letters() {
		return this.pubSub.deadLetters("t", "g");
	}

	private List<FailedMessage> found() {
		return letters().find(ALL);
	}

	private void awaitLetters(String... payloads) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(found())
				.extracting((letter) -> new String(letter.message().payload(), StandardCharsets.UTF_8))
				.containsExactlyInAnyOrder(payloads));
	}

	private void awaitAllSettled() {
		Awaitility.await().until(() -> this.store.lag("t", "g").messages() == 0);
	}

	private long lettersSent() {
		return this.backend.sent().stream().map(OutboundMessage::topic).filter("t.g.dlq"::equals).count();
	}

	private void execute(String sql) {
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
