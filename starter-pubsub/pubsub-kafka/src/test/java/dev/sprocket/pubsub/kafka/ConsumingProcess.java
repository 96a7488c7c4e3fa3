// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Consumes until it is killed, and says what it finished.
 */
public final class ConsumingProcess {

	static final String GROUP = "group";

	private ConsumingProcess() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		CountDownLatch never = new CountDownLatch(1);
		engine(arguments[0]).subscribe(spec(arguments[1]), (message, acknowledgment) -> {
			// the work
			never.await(1, TimeUnit.MILLISECONDS);
			System.out.println("finished " + message.payload());
		});
		never.await();
	}

	static PubSub engine(String servers) {
		return new PubSubBuilder(new KafkaBackend(TestBroker.settings(Map.of(), servers, KafkaTopicPolicy.CREATE)))
			.build();
	}

	static SubscriptionSpec<String> spec(String topic) {
		return SubscriptionSpec.of(topic, GROUP, String.class).ordering(Ordering.KEY).concurrency(4);
	}

}
