// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Does the work that is asked for once, and says how fast that was.
 */
final class Contestant implements ApplicationRunner {

	private static final int FILL = 1_000;

	private final PubSub pubSub;

	private final BrokersProperties properties;

	private final Window window = new Window();

	private final AtomicLong numbers = new AtomicLong();

	Contestant(PubSub pubSub, BrokersProperties properties) {
		this.pubSub = pubSub;
		this.properties = properties;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		switch (this.properties.work()) {
			case "publish" -> publish(this.properties.threads(), this::publishOne);
			case "publish-async" -> publish(1, this::publishAsync);
			case "receive" -> receive();
			case "slow" -> work();
			default -> throw new IllegalArgumentException(
					"bench.work is publish, publish-async, receive or slow, not " + this.properties.work());
		}
	}

	private void publish(int threads, Runnable once) throws InterruptedException {
		for (int i = 0; i < threads; i++) {
			Thread thread = new Thread(() -> {
				while (true) {
					once.run();
				}
			}, "publisher-" + i);
			thread.setDaemon(true);
			thread.start();
		}
		this.window.pass(this.properties.warm(), this.properties.millis());
	}

	private void publishOne() {
		publisher().publish(this.properties.topic(), next());
		this.window.add(1);
	}

	private void publishAsync() {
		publisher().publishAsync(OutgoingMessage.of(this.properties.topic(), next())).thenRun(() -> this.window.add(1));
	}

	private Publisher publisher() {
		return this.pubSub.publisher();
	}

	private String next() {
		return Payload.of(this.numbers.getAndIncrement());
	}

	private void receive() throws InterruptedException {
		if (this.properties.fill() > 0) {
			// a group gets what is published after its first subscription
			this.pubSub.subscribe(spec(), (message, acknowledgment) -> {
			}).close();
		}
		for (int left = this.properties.fill(); left > 0; left -= FILL) {
			publisher().publishAll(
					Stream.generate(() -> OutgoingMessage.of(this.properties.topic(), next())).limit(FILL).toList());
		}
		this.pubSub.subscribe(spec(), (message, acknowledgment) -> count());
		this.window.await();
	}

	private void work() throws InterruptedException {
		AtomicLongArray last = new AtomicLongArray(Payload.KEYS);
		this.pubSub.subscribe(spec().ordering(Ordering.KEY), (message, acknowledgment) -> {
			long number = Payload.number(message.payload());
			if (last.getAndSet((int) (number % Payload.KEYS), number + 1) > number) {
				System.out.println("ORDER BROKEN at " + number);
			}
			Payload.work(number);
			count();
		});
		this.window.await();
	}

	private SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of(this.properties.topic(), this.properties.group(), String.class)
			.concurrency(this.properties.concurrency());
	}

	private void count() {
		this.window.count(this.properties.warm(), this.properties.messages());
	}

}
