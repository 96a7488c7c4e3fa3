// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult.Stage;
import dev.sprocket.pubsub.TransactionPolicy;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An outbox in an H2 database that relays to an embedded store.
 */
class RelayedOutboxTests {

	@TempDir
	private Path folder;

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private final TransactionTemplate transaction = new TransactionTemplate(
			new DataSourceTransactionManager(this.database));

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicReference<Outbox> outbox = new AtomicReference<>();

	private FaultyBackend backend;

	private PubSub pubSub;

	@BeforeEach
	void open() {
		open(DataSourceHarness.SETTINGS);
	}

	private void open(JdbcSettings settings) {
		JdbcOutboxFactory factory = new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS,
				settings, "shop");
		this.backend = new FaultyBackend(
				new EmbeddedBackendFactory(this.folder.resolve(UUID.randomUUID() + ".db"), settings).create());
		this.backend.declareGroup("t", "g");
		this.pubSub = new PubSubBuilder(this.backend).meterRegistry(this.meters).outbox((target, sender) -> {
			this.outbox.set(factory.create(target, sender));
			return this.outbox.get();
		}).build();
	}

	@AfterEach
	void close() {
		this.pubSub.close();
		this.database.dispose();
	}

	@Test
	void whenBackendIsDownThenWhatWasCommittedWaitsAndSaysWhyUntilItIsBack() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> true);
		publish(message("1"), message("2"), message("3"));
		Awaitility.await().until(() -> backlog().failure() != null);
		assertThat(backlog().failure()).matches("message .+ of topic 't': UNAVAILABLE: Injected failure of .*");
		assertThat(backlog().messages()).isEqualTo(3);
		assertThat(backlog().oldest()).isBetween(Instant.now().minusSeconds(60), Instant.now());
		assertThat(
				this.meters.get("sprocket.pubsub.outbox.messages").tag("messaging.system", "embedded").gauge().value())
			.isEqualTo(3);
		assertThat(this.meters.get("sprocket.pubsub.outbox.age").timeGauge().value()).isPositive();
		this.backend.heal();
		awaitStored("1", "2", "3");
		Awaitility.await().until(() -> backlog().equals(OutboxBacklog.NONE));
		assertThat(this.meters.get("sprocket.pubsub.outbox.messages").gauge().value()).isZero();
		assertThat(this.meters.get("sprocket.pubsub.outbox.age").timeGauge().value()).isZero();
	}

	@Test
	void whenTheRelayMeetsAnErrorThenItSaysSoAndGoesOn() {
		AtomicBoolean broken = new AtomicBoolean(true);
		this.backend.failSends(1, ErrorKind.UNAVAILABLE, (message) -> {
			if (broken.get()) {
				throw new NoClassDefFoundError("on purpose");
			}
			return false;
		});
		publish(message("1"), message("2"));
		Awaitility.await().until(() -> backlog().failure() != null);
		assertThat(backlog().failure()).matches("message .+ of topic 't': UNAVAILABLE: Backend 'embedded' failed: "
				+ "java.lang.NoClassDefFoundError: on purpose");
		assertThat(backlog().messages()).isEqualTo(2);
		broken.set(false);
		awaitStored("1", "2");
		Awaitility.await().until(() -> backlog().equals(OutboxBacklog.NONE));
	}

	@Test
	void whenBackendRefusesAMessageThenLaterOnesOfItsKeyWaitAndOthersGoOn() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.PERMISSION_DENIED,
				(message) -> text(message).equals("refused"));
		publish(message("refused").key("a"), message("b").key("b"), message("without"),
				message("behind in the batch").key("a"));
		awaitStored("b", "without");
		publish(message("behind").key("a"), message("b, too").key("b"));
		awaitStored("b", "without", "b, too");
		assertThat(backlog().messages()).isEqualTo(3);
		assertThat(backlog().failure()).contains("of topic 't': PERMISSION_DENIED");
	}

	@Test
	void whenAMessageFailsOnceThenLaterOnesOfItsKeyAreStoredAfterIt() {
		this.backend.failSends(1, ErrorKind.UNAVAILABLE, (message) -> text(message).equals("2"));
		publish(IntStream.range(0, 6)
			.mapToObj((number) -> message(String.valueOf(number)).key("a"))
			.toArray(OutgoingMessage[]::new));
		awaitStored("0", "1", "2", "3", "4", "5");
	}

	@Test
	void whenATopicIsFullThenOthersGoOnAndItsOrderIsKept() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.FULL, (message) -> message.topic().equals("t"));
		publish(message("1").key("a"), message("2").key("a"));
		publish(OutgoingMessage.of("other", "x"));
		awaitStored("x");
		publish(message("3").key("a"));
		this.backend.heal();
		awaitStored("x", "1", "2", "3");
	}

	@ParameterizedTest
	@EnumSource(names = { "FULL", "UNAVAILABLE" })
	void whenMoreThanABatchIsHeldUpThenOthersGoOn(ErrorKind kind) {
		this.backend.failSends(Integer.MAX_VALUE, kind, (message) -> message.topic().equals("t"));
		publish(IntStream.range(0, JdbcBackend.BATCH + 100)
			.mapToObj((number) -> message("held up"))
			.toArray(OutgoingMessage[]::new));
		publish(OutgoingMessage.of("other", "x"));
		awaitStored("x");
		this.backend.heal();
		Awaitility.await().until(() -> this.backend.sent().size() == JdbcBackend.BATCH + 101);
	}

	@Test
	void whenAMessageCannotBeSentThenItIsRefusedBeforeItIsEnlisted() {
		PubSubException tooLong = this.transaction.execute((status) -> {
			PubSubException failure = refusal(message("x").key("k".repeat(513)));
			enlist("fine");
			return failure;
		});
		assertThat(tooLong).hasMessageMatching("Not published in this transaction: Topic 't': the key of message '.+' "
				+ "has 513 characters, at most 512 are allowed");
		assertThat(Objects.requireNonNull(tooLong).kind()).isEqualTo(ErrorKind.TOO_LARGE);
		PubSubException tooLarge = this.transaction
			.execute((status) -> refusal(message(new byte[32 * 1024 * 1024 + 1])));
		assertThat(tooLarge).hasMessage("Topic t: Body of 33554433 bytes, the limit is 33554432");
		PubSubException badTopic = this.transaction
			.execute((status) -> refusal(OutgoingMessage.of("outbox:shop:embedded", "x")));
		assertThat(Objects.requireNonNull(badTopic).kind()).isEqualTo(ErrorKind.INVALID);
		awaitStored("fine");
	}

	@Test
	void whenTheTransactionIsReadOnlyThenRefusedInWords() {
		this.transaction.setReadOnly(true);
		PubSubException failure = this.transaction.execute((status) -> refusal(message("x")));
		assertThat(failure).hasMessage("Not published in this transaction: the transaction is read-only; remove "
				+ "readOnly = true from the method that publishes to 't', or publish with TransactionPolicy.BYPASS");
		assertThat(Objects.requireNonNull(failure).kind()).isEqualTo(ErrorKind.INVALID);
	}

	@Test
	void whenOutboxIsFullThenRefusedInWords() {
		this.pubSub.close();
		reopenWithRoomFor(2);
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> true);
		publish(message("1"));
		publish(message("2"));
		Awaitility.await().until(() -> backlog().failure() != null);
		PubSubException failure = catchThrowableOfType(PubSubException.class, () -> publish(message("3")));
		assertThat(failure).hasMessage(
				"Not published in this transaction: Topic 't': the outbox for backend 'embedded' is full, it is held up by "
						+ backlog().failure() + "; publish less, or raise sprocket.pubsub.backlog.max-messages");
		assertThat(failure.kind()).isEqualTo(ErrorKind.FULL);
	}

	private void reopenWithRoomFor(int messages) {
		open(new JdbcSettings(Duration.ofMillis(20), messages, Duration.ofMinutes(10)));
	}

	@Test
	void whenTheProcessStopsThenTheFlushRelaysWhatWasCommitted() {
		publish(IntStream.range(0, 2000)
			.mapToObj((number) -> message(String.valueOf(number)))
			.toArray(OutgoingMessage[]::new));
		this.pubSub.lifecycle().flush(Deadline.after(Duration.ofSeconds(30)));
		assertThat(this.backend.lag("t", "g").messages()).isEqualTo(2000);
		assertThat(backlog()).isEqualTo(OutboxBacklog.NONE);
	}

	@Test
	void whenNothingWasPublishedThenTheFlushEndsAtOnce() {
		long start = System.nanoTime();
		this.pubSub.lifecycle().flush(Deadline.after(Duration.ofSeconds(60)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void whenBackendIsDownThenTheFlushDoesNotWaitForIt() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> true);
		publish(message("1"));
		long start = System.nanoTime();
		this.pubSub.lifecycle().flush(Deadline.after(Duration.ofSeconds(60)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
		assertThat(backlog().messages()).isEqualTo(1);
	}

	@Test
	void whenBackendNeverAnswersThenCloseEndsAndTheMessageIsKept() throws Exception {
		this.backend.swallowSends();
		publish(message("1"));
		this.outbox.get().close();
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM sprocket_message WHERE holder IS NULL")) {
			rows.next();
			assertThat(rows.getInt(1)).isEqualTo(1);
		}
	}

	@Test
	void whenRelayedThenTheMessageIsWhatWasPublished() {
		Instant due = Instant.now().plus(Duration.ofHours(1));
		publish(message("x").key("k")
			.header("a", "b")
			.deliverAt(due)
			.timeToLive(Duration.ofHours(2))
			.deduplicationId("d-1"));
		awaitStored("x");
		OutboundMessage sent = this.backend.sent().get(0);
		assertThat(sent.topic()).isEqualTo("t");
		assertThat(sent.key()).isEqualTo("k");
		assertThat(sent.deliverAt()).isEqualTo(due);
		assertThat(sent.expiresAt()).isBetween(due, due.plus(Duration.ofMinutes(61)));
		assertThat(sent.deduplicationId()).isEqualTo("d-1");
		assertThat(sent.headers()).containsEntry("a", "b")
			.containsEntry("sprocket-id", sent.id())
			.noneSatisfy((name, value) -> assertThat(name).startsWith("sprocket-outbox"));
	}

	@Test
	void whenPublisherBypassesTheTransactionThenItGoesStraightToTheBackend() {
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.pubSub.publisher()
				.withTransactions(TransactionPolicy.BYPASS)
				.publish(message("straight"))
				.stage()).isEqualTo(Stage.STORED);
			assertThat(this.pubSub.publisher()
				.withTransactions(TransactionPolicy.REQUIRE)
				.publish(message("rolled back"))
				.stage()).isEqualTo(Stage.ENLISTED);
			status.setRollbackOnly();
		});
		this.outbox.get().flush(Duration.ofSeconds(10));
		assertThat(this.backend.sent()).extracting(RelayedOutboxTests::text).containsExactly("straight");
	}

	private void publish(OutgoingMessage... messages) {
		this.transaction.executeWithoutResult((status) -> this.pubSub.publisher().publishAll(List.of(messages)));
	}

	private void enlist(String payload) {
		assertThat(this.pubSub.publisher().publish("t", payload).stage()).isEqualTo(Stage.ENLISTED);
	}

	private PubSubException refusal(OutgoingMessage message) {
		return catchThrowableOfType(PubSubException.class, () -> this.pubSub.publisher().publish(message));
	}

	private void awaitStored(String... payloads) {
		Awaitility.await().until(() -> this.backend.sent().size() >= payloads.length);
		assertThat(this.backend.sent()).extracting(RelayedOutboxTests::text).containsExactly(payloads);
	}

	private OutboxBacklog backlog() {
		return this.outbox.get().backlog();
	}

	private static OutgoingMessage message(Object payload) {
		return OutgoingMessage.of("t", payload);
	}

	private static String text(OutboundMessage message) {
		return new String(message.body(), StandardCharsets.UTF_8);
	}

}
