// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.jdbc.JdbcOutboxFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.test.FaultyBackend;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dead letters on a topic of SNS, and in the database of the application.
 */
@Timeout(120)
class DeadLetterIndexIntegrationTests {

	private final String topic = "t-" + UUID.randomUUID();

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private final AtomicBoolean healed = new AtomicBoolean();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.database.dispose();
	}

	@Test
	void whenAMessageDiesAgainBecauseItsAcknowledgmentWasLostThenItsLetterIsKeptOnce() {
		URI server = SnsSqsServer.start();
		FaultyBackend backend = new FaultyBackend(
				Emulator.backend(() -> Emulator.sqs(server), () -> Emulator.sns(server)));
		try (PubSub engine = engine(backend)) {
			backend.failSettlements(Integer.MAX_VALUE, (settlement) -> true);
			engine.subscribe(spec(), (message, acknowledgment) -> {
				this.handled.add(message.payload());
				if (!this.healed.get()) {
					throw new IllegalStateException("on purpose");
				}
			});
			engine.publisher().publish(this.topic, "x");
			await().until(() -> lettersOf(backend) == 2);
			backend.heal();
			await().until(() -> backend.lag(this.topic, "group").messages() == 0);
			DeadLetterQueue letters = engine.deadLetters(this.topic, "group");
			assertThat(letters.find(DeadLetterQuery.all())).extracting(FailedMessage::reason)
				.containsExactly("exhausted");
			int before = this.handled.size();
			this.healed.set(true);
			assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(1, 0, 0));
			await().until(() -> this.handled.size() == before + 1);
			assertThat(letters.size()).isZero();
		}
	}

	private PubSub engine(FaultyBackend backend) {
		return new PubSubBuilder(backend)
			.outbox(new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS,
					"shop"))
			.build();
	}

	private SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of(this.topic, "group", String.class)
			.retry(RetryPolicy.NONE)
			.lease(Duration.ofSeconds(2), Duration.ofMinutes(1));
	}

	private long lettersOf(FaultyBackend backend) {
		return backend.sent().stream().map(OutboundMessage::topic).filter((this.topic + ".group.dlq")::equals).count();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

}
