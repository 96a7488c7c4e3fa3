// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.memory.VirtualClock;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An outbox with messages of several topics, one of which takes nothing.
 */
class RelayedTopicsTests {

	private static final int MANY = 1500;

	@TempDir
	private Path folder;

	private final HikariDataSource database = DataSourceHarness.pool("jdbc:h2:mem:relayed-topics", 10);

	private final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();

	/** What becomes of a message of a topic that begins with "bad". */
	private final AtomicReference<Function<OutboundMessage, CompletableFuture<SendOutcome>>> bad = new AtomicReference<>(
			(message) -> CompletableFuture.completedFuture(SendOutcome.stored(null)));

	private Backend backend;

	private Outbox outbox;

	@BeforeEach
	void open() {
		this.backend = new EmbeddedBackendFactory(this.folder.resolve("store.db"), DataSourceHarness.SETTINGS).create();
		this.outbox = outbox(OutboxRelay.LEASE);
	}

	private Outbox outbox(Duration lease) {
		return outbox(lease, Clock.systemUTC());
	}

	private Outbox outbox(Duration lease, Clock clock) {
		return new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, DataSourceHarness.SETTINGS,
				"shop", false, clock, lease)
			.create(this.backend, new TopicSender());
	}

	@AfterEach
	void close() {
		this.outbox.close();
		this.backend.close();
		this.database.close();
	}

	@Test
	void whenTheBackendDoesNotAnswerForATopicThenOthersGoOn() {
		this.bad.set((message) -> new CompletableFuture<>());
		enlist("bad", MANY);
		enlist("good", 1);
		awaitGood(1);
		enlist("good", 1);
		awaitGood(2);
		assertThat(ofTopic("bad")).hasSizeLessThanOrEqualTo(JdbcBackend.BATCH);
	}

	@Test
	void whenATopicTakesNothingThenOthersGoOnAndItIsSentAllInOrderOnceItDoes() {
		this.bad.set((message) -> CompletableFuture
			.completedFuture(SendOutcome.failed(new BackendException(ErrorKind.UNAVAILABLE, "on purpose", null))));
		enlist("bad", MANY);
		enlist("good", 1);
		awaitGood(1);
		assertThat(this.outbox.backlog().failure()).matches("message .+ of topic 'bad': UNAVAILABLE: on purpose");
		List<OutboundMessage> stored = new CopyOnWriteArrayList<>();
		this.bad.set((message) -> {
			stored.add(message);
			return CompletableFuture.completedFuture(SendOutcome.stored(null));
		});
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.outbox.backlog().equals(OutboxBacklog.NONE));
		assertThat(stored).hasSize(MANY).extracting(OutboundMessage::id).doesNotHaveDuplicates();
		for (int key = 0; key < 700; key += 100) {
			String wanted = "k" + key;
			assertThat(stored.stream().filter((message) -> wanted.equals(message.key())))
				.extracting((message) -> Integer.parseInt(message.id()))
				.isSorted();
		}
	}

	@Test
	void whenAMessageOfASlowBatchFailsThenWhatCameMeanwhileStaysBehindIt() {
		this.outbox.close();
		this.outbox = outbox(Duration.ofSeconds(3));
		CompletableFuture<SendOutcome> first = new CompletableFuture<>();
		CompletableFuture<SendOutcome> stored = this.bad.get().apply(message("bad", "any", null));
		this.bad.set((message) -> (message.id().equals("a-1") && !first.isDone()) ? first : stored);
		enlist(List.of(message("bad", "a-1", "a"), message("bad", "b-1", "b")));
		Awaitility.await().until(() -> ofTopic("bad").size() == 2);
		enlist(List.of(message("bad", "a-2", "a")));
		enlist("good", 1);
		awaitGood(1);
		first.complete(SendOutcome.failed(new BackendException(ErrorKind.UNAVAILABLE, "on purpose", null)));
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.outbox.backlog().equals(OutboxBacklog.NONE));
		assertThat(ofTopic("bad").stream().filter((message) -> "a".equals(message.key())))
			.extracting(OutboundMessage::id)
			.containsExactly("a-1", "a-1", "a-2");
	}

	@Test
	void whenARowCannotBeReadThenTheOthersGoOnAndTheOutboxSaysSo() {
		enlist("good", 1);
		awaitGood(1);
		new JdbcTemplate(this.database)
			.update("INSERT INTO sprocket_message (queue, due_at, published_at, headers, body) "
					+ "SELECT id, 0, 0, '', X'00' FROM sprocket_queue");
		enlist("good", 1);
		awaitGood(2);
		assertThat(this.outbox.backlog().failure())
			.matches("CORRUPT: Row \\d+ of sprocket_message is in the outbox and has no topic or id; delete it");
		new JdbcTemplate(this.database).update("DELETE FROM sprocket_message WHERE headers = ''");
		Awaitility.await().until(() -> this.outbox.backlog().equals(OutboxBacklog.NONE));
	}

	@Test
	void whenAFlushMeetsATopicThatTakesNothingThenItWaitsForTheOthers() {
		this.bad.set((message) -> CompletableFuture
			.completedFuture(SendOutcome.failed(new BackendException(ErrorKind.UNAVAILABLE, "on purpose", null))));
		enlist("bad", 10);
		Awaitility.await().until(() -> this.outbox.backlog().failure() != null);
		enlist("slow", MANY);
		this.outbox.flush(Duration.ofSeconds(30));
		assertThat(ofTopic("slow")).hasSize(MANY);
		assertThat(this.outbox.backlog().messages()).isEqualTo(10);
	}

	@Test
	void whenMuchWaitsBehindAMessageThatIsRefusedThenOtherKeysGoOn() {
		CompletableFuture<SendOutcome> stored = this.bad.get().apply(message("bad", "any", null));
		CompletableFuture<SendOutcome> refused = CompletableFuture
			.completedFuture(SendOutcome.failed(new BackendException(ErrorKind.TOO_LARGE, "on purpose", null)));
		this.bad.set((message) -> "k".equals(message.key()) ? refused : stored);
		enlist(List.of(message("bad", "0", "k")));
		Awaitility.await().until(() -> this.outbox.backlog().failure() != null);
		enlist(IntStream.rangeClosed(1, 15_000).mapToObj((i) -> message("bad", String.valueOf(i), "k")).toList());
		enlist(List.of(message("bad", "other", "o"), message("bad", "none", null)));
		this.outbox.flush(Duration.ofMinutes(1));
		assertThat(ofTopic("bad")).extracting(OutboundMessage::id).containsExactlyInAnyOrder("0", "other", "none");
	}

	@Test
	void whenMoreKeysFailThanAreTriedBeforeTheyAreDueAgainThenOthersGoOn() {
		VirtualClock clock = new VirtualClock();
		this.outbox.close();
		this.outbox = outbox(OutboxRelay.LEASE, clock);
		CompletableFuture<SendOutcome> stored = this.bad.get().apply(message("bad", "any", null));
		this.bad.set((message) -> {
			if (Objects.requireNonNull(message.key()).startsWith("stuck")) {
				// after any batch the first of them are due again
				clock.advance(Duration.ofMinutes(2));
				return CompletableFuture
					.completedFuture(SendOutcome.failed(new BackendException(ErrorKind.TIMEOUT, "on purpose", null)));
			}
			return stored;
		});
		enlist(Stream
			.concat(IntStream.rangeClosed(1, 2 * JdbcBackend.BATCH)
				.mapToObj((i) -> message("bad", String.valueOf(i), "stuck-" + i)),
					Stream.of(message("bad", "other", "free")))
			.toList());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.sent.stream().anyMatch((message) -> message.id().equals("other")));
	}

	@Test
	void whenMessagesComeAllTheTimeThenOneThatFailedIsTriedAgain() {
		SendOutcome failed = SendOutcome.failed(new BackendException(ErrorKind.UNAVAILABLE, "on purpose", null));
		SendOutcome stored = SendOutcome.stored(null);
		AtomicInteger attempts = new AtomicInteger();
		this.bad.set((message) -> {
			if (message.id().equals("first")) {
				return CompletableFuture.completedFuture((attempts.incrementAndGet() == 1) ? failed : stored);
			}
			// there is always a next one by the time that this one is stored
			if (attempts.get() < 2) {
				enlist(List.of(message("bad", String.valueOf(this.sent.size()), null)));
			}
			return CompletableFuture.completedFuture(stored);
		});
		enlist(List.of(message("bad", "first", "k"), message("bad", "other", null)));
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.outbox.backlog().equals(OutboxBacklog.NONE));
		assertThat(ofTopic("bad")).filteredOn((message) -> message.id().equals("first")).hasSize(2);
		assertThat(this.sent).hasSizeGreaterThan(3);
	}

	@Test
	void whenAFlushMeetsRefusedMessagesThenItRelaysWhatIsBehind() {
		this.bad.set((message) -> CompletableFuture
			.completedFuture(Objects.requireNonNull(message.key()).startsWith("refused")
					? SendOutcome.failed(new BackendException(ErrorKind.INVALID, "on purpose", null))
					: SendOutcome.stored(null)));
		enlist(IntStream.range(0, 1000)
			.mapToObj((i) -> message("bad", String.valueOf(i), (i < 500) ? "refused-" + i : "free"))
			.toList());
		this.outbox.flush(Duration.ofSeconds(30));
		assertThat(ofTopic("bad")).filteredOn((message) -> "free".equals(message.key())).hasSize(500);
	}

	@Test
	void whenAFlushMeetsABusyKeyAmongMessagesThatAreHeldUpThenItRelaysAllOfIt() {
		SendOutcome refused = SendOutcome.failed(new BackendException(ErrorKind.INVALID, "on purpose", null));
		this.bad.set((message) -> CompletableFuture
			.completedFuture("k".equals(message.key()) ? refused : SendOutcome.stored(null)));
		enlist(List.of(message("bad", "0", "k")));
		Awaitility.await().until(() -> this.outbox.backlog().failure() != null);
		enlist(IntStream.range(0, 10_000)
			.mapToObj((i) -> message("bad", String.valueOf(i), (i % 20 == 0) ? "busy" : (i % 20 == 1) ? "k" + i : "k"))
			.toList());
		this.outbox.flush(Duration.ofSeconds(60));
		assertThat(ofTopic("bad")).filteredOn((message) -> !"k".equals(message.key())).hasSize(1000);
		assertThat(ofTopic("bad")).filteredOn((message) -> "busy".equals(message.key()))
			.extracting((message) -> Integer.parseInt(message.id()))
			.isSorted();
	}

	@Test
	void whenManyTopicsAreHeldUpThenAnotherGoesOnAndAFlushEnds() {
		this.bad.set((message) -> CompletableFuture
			.completedFuture(SendOutcome.failed(new BackendException(ErrorKind.INVALID, "on purpose", null))));
		for (int i = 0; i < 100; i++) {
			String topic = "bad" + i;
			enlist(List.of(message(topic, "1", "k"), message(topic, "2", "k")));
		}
		Awaitility.await().until(() -> this.outbox.backlog().failure() != null);
		enlist("good", MANY);
		this.outbox.flush(Duration.ofMinutes(5));
		assertThat(ofTopic("good")).hasSize(MANY);
	}

	@Test
	void whenThereAreMoreTopicsThanAreRelayedAtATimeThenEachHasItsTurn() {
		for (int i = 0; i < 200; i++) {
			enlist("topic-" + i, 3);
		}
		this.outbox.flush(Duration.ofSeconds(60));
		assertThat(this.outbox.backlog()).isEqualTo(OutboxBacklog.NONE);
		assertThat(this.sent).hasSize(600);
	}

	@Test
	void whenAnotherProcessHasDiedThenWhatItCommittedIsRelayed() {
		new TransactionTemplate(new DataSourceTransactionManager(this.database)).executeWithoutResult((status) -> {
			Outbox dying = outbox(OutboxRelay.LEASE);
			dying.enlist(List.of(message("good", "1", null)));
			dying.close();
		});
		awaitGood(1);
	}

	@Test
	void whenTheNameOfATopicIsAsLongAsAnyThenItIsRelayed() {
		String longest = "t".repeat(249);
		enlist(longest, 2);
		enlist(longest.replaceAll("t$", "u"), 1);
		Awaitility.await().until(() -> ofTopic(longest).size() == 2);
		Awaitility.await().until(() -> this.sent.size() == 3);
	}

	private void enlist(String topic, int count) {
		enlist(IntStream.range(0, count)
			.mapToObj((i) -> message(topic, String.valueOf(i), topic.equals("bad") ? "k" + i % 700 : null))
			.toList());
	}

	private void enlist(List<OutboundMessage> messages) {
		new TransactionTemplate(new DataSourceTransactionManager(this.database))
			.executeWithoutResult((status) -> this.outbox.enlist(messages));
	}

	@Test
	void whenTheNameOfAnApplicationHasAColonThenItsQueuesAreOfNoOther() {
		String other = OutboxQueue.prefix("shop:embedded", "kafka");
		assertThat(OutboxQueue.name(other, "t")).doesNotStartWith(OutboxQueue.prefix("shop", "embedded"));
	}

	private static OutboundMessage message(String topic, String id, @Nullable String key) {
		return new OutboundMessage(topic, id, key, Map.of("sprocket-id", id), new byte[1], null, null, null);
	}

	private void awaitGood(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ofTopic("good").size() == count);
	}

	private List<OutboundMessage> ofTopic(String topic) {
		return this.sent.stream().filter((message) -> message.topic().equals(topic)).toList();
	}

	/**
	 * Notes what is sent.
	 */
	private final class TopicSender implements Sender {

		@Override
		public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
			RelayedTopicsTests.this.sent.addAll(batch);
			List<CompletableFuture<SendOutcome>> outcomes = batch.stream()
				.map((message) -> message.topic().startsWith("bad") ? RelayedTopicsTests.this.bad.get().apply(message)
						: CompletableFuture.completedFuture(SendOutcome.stored(null)))
				.toList();
			return CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new))
				.thenApply((nothing) -> outcomes.stream().map(CompletableFuture::join).toList());
		}

		@Override
		public void close() {
		}

	}

}
