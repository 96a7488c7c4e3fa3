// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * Handles messages until it is killed, and says what it began and what it finished; never
 * finishes a message whose payload begins with {@code stuck}.
 */
public final class HandlingProcess {

	private HandlingProcess() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		CountDownLatch never = new CountDownLatch(1);
		new PubSubBuilder(PublishingProcess.open(arguments[0], Path.of(arguments[1]))).build()
			.subscribe(spec(), (message, acknowledgment) -> {
				System.out.println("begun " + message.payload() + " " + message.attempt());
				if (message.payload().startsWith("stuck")) {
					never.await();
				}
				System.out.println("finished " + message.payload());
			});
		never.await();
	}

	static SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of("t", "g", String.class).lease(Duration.ofSeconds(2), Duration.ofMinutes(5));
	}

}
