// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A member whose place in the group is taken.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(60)
class RefusedMemberIntegrationTests {

	private TestBroker kafka;

	private String topic;

	@BeforeEach
	void open(TestBroker kafka) throws Exception {
		this.kafka = kafka;
		this.topic = kafka.topic(2);
	}

	@Test
	void whenAnotherHasItsNameThenItSaysSoAndJoinsOnceThatIsGone() {
		List<String> handled = new CopyOnWriteArrayList<>();
		try (KafkaBackend other = backend(); PubSub engine = new PubSubBuilder(backend()).build()) {
			Member holder = new Member(other, this.topic, "group").join();
			Subscription subscription = engine.subscribe(SubscriptionSpec.of(this.topic, "group", String.class),
					(message, acknowledgment) -> handled.add(message.payload()));
			await().until(() -> subscription.status().state() == State.BACKING_OFF);
			assertThat(subscription.status().failure())
				.startsWith("Receiving from topic '" + this.topic + "' for group 'group' failed, and a new member of "
						+ "the group takes over: ")
				.contains("instance-1");
			Patience.DEFAULT.holds("backing off", Duration.ofSeconds(1),
					() -> subscription.status().state() == State.BACKING_OFF);
			holder.close();
			engine.publisher().publish(this.topic, "one");
			await().until(() -> handled.contains("one"));
			await().until(() -> subscription.status().state() == State.RUNNING);
		}
	}

	private KafkaBackend backend() {
		return new KafkaBackend(this.kafka.settings(Map.of("group.instance.id", "instance-1")));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Member.PATIENCE);
	}

}
