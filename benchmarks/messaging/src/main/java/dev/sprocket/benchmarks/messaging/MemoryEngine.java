// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;

/**
 * What the engine costs with nothing to wait for: one publishing thread and one
 * subscription on the memory backend, every message counted and timed, against two
 * threads that encode the same JSON, hand it over an {@link ArrayBlockingQueue} and
 * decode it.
 */
final class MemoryEngine {

	private static final int IN_FLIGHT = 1024;

	private static final int BATCH = 128;

	private static final int TIMES = 5;

	private final int messages;

	private MemoryEngine(Scale scale) {
		this.messages = TIMES * scale.messages();
	}

	static String run(Scale scale) throws Exception {
		MemoryEngine benchmark = new MemoryEngine(scale);
		return new Contest("queue by hand", benchmark::byHand)
			.add("sprocket, publish", () -> benchmark.sprocket(Engine::memory, benchmark::publish))
			.add("sprocket, publishAll", () -> benchmark.sprocket(Engine::memory, benchmark::publishAll))
			.add("sprocket, publishAsync", () -> benchmark.sprocket(Engine::memory, benchmark::publishAsync))
			.add("sprocket, publish, with spans", () -> benchmark.sprocket(Engine::memoryWithSpans, benchmark::publish))
			.run(scale)
			.table();
	}

	private Outcome byHand() throws Exception {
		ObjectWriter writer = JsonMapper.shared().writerFor(Order.class);
		ObjectReader reader = JsonMapper.shared().readerFor(Order.class);
		BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(IN_FLIGHT);
		return Outcome.of(() -> {
			CompletableFuture<Void> receiving = CompletableFuture.runAsync(() -> receive(reader, queue),
					(task) -> new Thread(task, "by-hand").start());
			for (int number = 0; number < this.messages; number++) {
				queue.put(writer.writeValueAsBytes(Order.of(number)));
			}
			receiving.join();
			return this.messages;
		});
	}

	private void receive(ObjectReader reader, BlockingQueue<byte[]> queue) {
		try {
			for (int number = 0; number < this.messages; number++) {
				Order order = reader.readValue(queue.take());
				if (order.amount() != Order.of(0).amount()) {
					throw new IllegalStateException("decoded " + order);
				}
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Outcome sprocket(Supplier<PubSub> engine, Publishing publishing) throws Exception {
		try (PubSub pubSub = engine.get()) {
			Publisher publisher = pubSub.publisher();
			Receiving receiving = new Receiving(pubSub, this.messages);
			return Outcome.of(() -> {
				publishing.publish(publisher);
				receiving.awaitHandled();
				return this.messages;
			});
		}
	}

	private void publish(Publisher publisher) {
		for (int number = 0; number < this.messages; number++) {
			publisher.publish(Receiving.TOPIC, Order.of(number));
		}
	}

	private void publishAsync(Publisher publisher) throws InterruptedException {
		Semaphore inFlight = new Semaphore(IN_FLIGHT);
		for (int number = 0; number < this.messages; number++) {
			inFlight.acquire();
			publisher.publishAsync(OutgoingMessage.of(Receiving.TOPIC, Order.of(number)))
				.whenComplete((result, failure) -> inFlight.release());
		}
	}

	private void publishAll(Publisher publisher) {
		Batches.publish(publisher, this.messages, BATCH);
	}

	/**
	 * A way to publish all messages of a round.
	 */
	@FunctionalInterface
	private interface Publishing {

		void publish(Publisher publisher) throws InterruptedException;

	}

}
