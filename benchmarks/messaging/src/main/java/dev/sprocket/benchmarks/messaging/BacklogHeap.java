// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * Heap in use, after a collection, while a million messages wait on SQLite for a slow
 * handler.
 */
final class BacklogHeap {

	private static final int SAMPLES = 10;

	private static final int BATCH = 1000;

	private static final int MESSAGES_OF_FULL_SCALE = 1_000_000;

	private final int messages;

	private BacklogHeap(int messages) {
		this.messages = messages;
	}

	static String run(Scale scale) throws Exception {
		return new BacklogHeap((scale == Scale.SMALL) ? scale.messages() : MESSAGES_OF_FULL_SCALE).measure();
	}

	private String measure() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		try (Scratch scratch = Scratch.create(); PubSub pubSub = Engine.embedded(scratch.path())) {
			Subscription subscription = pubSub.subscribe(SubscriptionSpec.of(Receiving.TOPIC, "billing", Order.class),
					(message, acknowledgment) -> over.await(50, TimeUnit.MILLISECONDS));
			Batches.publish(pubSub.publisher(), BATCH, BATCH);
			double idle = heapMebibytes();
			double largest = idle;
			for (int sample = 0; sample < SAMPLES; sample++) {
				Batches.publish(pubSub.publisher(), this.messages / SAMPLES, BATCH);
				largest = Math.max(largest, heapMebibytes());
			}
			String table = table(subscription.lag().messages(), idle, largest);
			over.countDown();
			subscription.pause();
			subscription.drain(Duration.ofSeconds(10));
			return table;
		}
	}

	private static String table(long waiting, double idle, double largest) {
		return String.format(Locale.ROOT, """
				| waiting messages | heap idle MiB | largest MiB | above idle MiB |
				|---:|---:|---:|---:|
				| %,d | %.1f | %.1f | **%.1f** |
				""", waiting, idle, largest, largest - idle);
	}

	private static double heapMebibytes() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (1024.0 * 1024.0);
	}

}
