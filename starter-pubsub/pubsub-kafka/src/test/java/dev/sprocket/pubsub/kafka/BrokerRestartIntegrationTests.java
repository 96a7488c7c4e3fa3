// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.test.servers.KafkaServer;
import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL of the broker while messages are published and handled: what was accepted is
 * handled.
 */
class BrokerRestartIntegrationTests {

	private static final int MESSAGES = Scale.isFull() ? 10_000 : 1_000;

	private static final int RESTARTS = Scale.isFull() ? 2 : 1;

	/** How much the engine fetches ahead at most; three times that may be uncommitted. */
	private static final int WINDOW = 1_000;

	@Test
	void whenTheBrokerIsKilledAndStartedAgainThenNothingAcceptedIsLost() {
		List<String> handled = new CopyOnWriteArrayList<>();
		Set<String> accepted = new HashSet<>();
		try (KafkaServer server = KafkaServer.prepare(); PubSub engine = engine(server.bootstrapServers())) {
			server.launch();
			String topic = "restarted";
			engine.subscribe(spec(topic), (message, acknowledgment) -> handled.add(message.payload()));
			CompletableFuture<Void> restarts = CompletableFuture.runAsync(() -> {
				for (int round = 1; round <= RESTARTS; round++) {
					int enough = round * MESSAGES / (RESTARTS + 1);
					await().until(() -> handled.size() > enough);
					server.restart();
				}
			});
			for (int number = 0; number < MESSAGES; number++) {
				if (isAccepted(engine, topic, number)) {
					accepted.add(String.valueOf(number));
				}
			}
			restarts.join();
			await().until(() -> handled.containsAll(accepted));
		}
		int twice = handled.size() - new HashSet<>(handled).size();
		System.out.printf("%d restarts in %d messages: %d accepted, %d handled twice%n", RESTARTS, MESSAGES,
				accepted.size(), twice);
		assertThat(twice).isLessThanOrEqualTo(RESTARTS * WINDOW);
		assertThat(accepted).hasSizeGreaterThan(MESSAGES / 2);
	}

	@Test
	void whenTheBrokerIsAwayAtTheStartThenASubscriptionBeginsOnceItIsThere() {
		List<String> handled = new CopyOnWriteArrayList<>();
		try (KafkaServer server = KafkaServer.prepare(); PubSub engine = engine(server.bootstrapServers())) {
			Subscription subscription = engine.subscribe(spec("late"),
					(message, acknowledgment) -> handled.add(message.payload()));
			await().until(() -> subscription.status().state() == SubscriptionStatus.State.BACKING_OFF);
			assertThat(subscription.status().failure()).contains("late");
			server.launch();
			await().until(() -> isAccepted(engine, "late", 1) && !handled.isEmpty());
		}
	}

	private static PubSub engine(String servers) {
		return new PubSubBuilder(new KafkaBackend(TestBroker.settings(Map.of(), servers, KafkaTopicPolicy.CREATE)))
			.build();
	}

	private static SubscriptionSpec<String> spec(String topic) {
		return SubscriptionSpec.of(topic, "group", String.class).ordering(Ordering.KEY).concurrency(4);
	}

	private static boolean isAccepted(PubSub engine, String topic, int number) {
		try {
			engine.publisher().publish(OutgoingMessage.of(topic, String.valueOf(number)).key("key-" + number % 50));
			return true;
		}
		catch (PubSubException ex) {
			assertThat(ex.kind().name()).isIn("UNAVAILABLE", "TIMEOUT");
			return false;
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

}
