// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.jdbc.JdbcOutboxFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Dead letters on a topic of Kafka, and in the database of the application.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(60)
class DeadLetterIndexIntegrationTests {

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private final AtomicBoolean healed = new AtomicBoolean();

	private final List<Message<String>> handled = new CopyOnWriteArrayList<>();

	private TestBroker kafka;

	private String topic;

	@BeforeEach
	void open(TestBroker kafka) throws Exception {
		this.kafka = kafka;
		this.topic = kafka.topic(1);
	}

	@AfterEach
	void close() {
		this.database.dispose();
	}

	@Test
	void whenALetterIsRedrivenThenItsTopicKeepsItForOthers() {
		String key = "k".repeat(600);
		List<Message<String>> watched = new CopyOnWriteArrayList<>();
		try (PubSub engine = engine()) {
			engine.subscribe(SubscriptionSpec.of(this.topic + ".group.dlq", "watcher", String.class),
					(letter, acknowledgment) -> watched.add(letter));
			engine.subscribe(spec(), this::handle);
			engine.publisher().publish(OutgoingMessage.of(this.topic, "fails").key(key));
			FailedMessage letter = awaitLetters(engine, 1).get(0);
			assertThat(letter.message().key()).isEqualTo(key);
			this.healed.set(true);
			assertThat(letters(engine).redrive(letter.position())).isOne();
			await().until(() -> this.handled.size() == 2);
			assertThat(this.handled).extracting(Message::key).containsOnly(key);
			assertThat(this.handled).extracting(Message::id).containsOnly(letter.message().id());
			assertThat(letters(engine).size()).isZero();
			await().until(() -> watched.size() == 1);
		}
	}

	@Test
	void whenTheDatabaseIsAwayThenThePositionWaitsAndOthersGoOn() throws Exception {
		try (PubSub engine = engine()) {
			engine.subscribe(spec(), this::handle);
			publish(engine, "0", "1");
			await().until(() -> committed() == 2);
			execute("ALTER TABLE sprocket_message RENAME TO elsewhere");
			publish(engine, "fails", "3", "4");
			await().until(() -> this.handled.size() == 5);
			await().during(Duration.ofSeconds(1)).until(() -> committed() == 2);
			engine.drain(Duration.ofMillis(200));
		}
		execute("ALTER TABLE elsewhere RENAME TO sprocket_message");
		try (PubSub engine = engine()) {
			engine.subscribe(spec(), this::handle);
			awaitLetters(engine, 1);
			await().until(() -> committed() == 5);
			assertThat(letters(engine).size()).isEqualTo(1);
		}
	}

	@Test
	void whenKeysAreToBeParkedThenItIsRefusedWithTheReason() {
		try (PubSub engine = engine()) {
			SubscriptionSpec<String> parking = spec().ordering(Ordering.KEY)
				.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(10));
			assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> engine.subscribe(parking, this::handle))
				.withMessageContaining("backend kafka cannot do ATOMIC_FORWARD, which onFailure PARK_KEY needs");
		}
	}

	private void handle(Message<String> message, Acknowledgment acknowledgment) {
		this.handled.add(message);
		if (message.payload().equals("fails") && !this.healed.get()) {
			throw new IllegalStateException("on purpose");
		}
	}

	private PubSub engine() {
		return new PubSubBuilder(new KafkaBackend(this.kafka.settings())).jsonMapper(JsonMapper.builder().build())
			.outbox(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS,
					"shop"))
			.build();
	}

	private SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of(this.topic, "group", String.class).retry(RetryPolicy.NONE);
	}

	private void publish(PubSub engine, String... payloads) {
		for (String payload : payloads) {
			engine.publisher().publish(this.topic, payload);
		}
	}

	private DeadLetterQueue letters(PubSub engine) {
		return engine.deadLetters(this.topic, "group");
	}

	private List<FailedMessage> awaitLetters(PubSub engine, int count) {
		return await().until(() -> letters(engine).find(DeadLetterQuery.all()), (found) -> found.size() == count);
	}

	private long committed() throws Exception {
		return this.kafka.committed(this.topic, "group", 0).offset();
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Member.PATIENCE).ignoreExceptions();
	}

}
