// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.test.servers.KafkaServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that is started after those who use it.
 */
class LateBrokerIntegrationTests {

	@Test
	void whenTheBrokerIsAwayAtTheStartThenASubscriptionBeginsOnceItIsThere() {
		List<String> handled = new CopyOnWriteArrayList<>();
		try (KafkaServer server = KafkaServer.prepare(); PubSub engine = engine(server.bootstrapServers())) {
			Subscription subscription = engine.subscribe(SubscriptionSpec.of("late", "group", String.class),
					(message, acknowledgment) -> handled.add(message.payload()));
			await().until(() -> subscription.status().state() == SubscriptionStatus.State.BACKING_OFF);
			assertThat(subscription.status().failure()).contains("late");
			server.launch();
			await().until(() -> isAccepted(engine) && !handled.isEmpty());
		}
	}

	private static PubSub engine(String servers) {
		return new PubSubBuilder(new KafkaBackend(TestBroker.settings(Map.of(), servers, KafkaTopicPolicy.CREATE)))
			.build();
	}

	private static boolean isAccepted(PubSub engine) {
		try {
			engine.publisher().publish("late", "1");
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
