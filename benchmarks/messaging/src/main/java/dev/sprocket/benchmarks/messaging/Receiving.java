// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * A subscription with all defaults that counts decoded messages.
 */
final class Receiving {

	static final String TOPIC = "orders";

	private static final int MINUTES = 5;

	private final CountDownLatch missing;

	private final Subscription subscription;

	Receiving(PubSub pubSub, int messages) {
		this.missing = new CountDownLatch(messages);
		this.subscription = pubSub.subscribe(SubscriptionSpec.of(TOPIC, "billing", Order.class),
				(message, acknowledgment) -> receive(message));
	}

	private void receive(Message<Order> message) {
		if (message.payload().amount() == Order.of(0).amount()) {
			this.missing.countDown();
		}
	}

	void awaitHandled() throws InterruptedException {
		if (!this.missing.await(MINUTES, TimeUnit.MINUTES)) {
			throw new IllegalStateException(this.missing.getCount() + " messages did not come");
		}
	}

	/**
	 * Wait until every message is handled and settled in the store.
	 * @throws InterruptedException the run is worthless
	 */
	void awaitAcknowledged() throws InterruptedException {
		awaitHandled();
		while (this.subscription.lag().messages() != 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

}
