// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.List;
import java.util.stream.IntStream;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PublishAllResult;
import dev.sprocket.pubsub.Publisher;

/**
 * Publishes many messages from one thread.
 */
final class Batches {

	private Batches() {
	}

	static void publish(Publisher publisher, int messages, int size) {
		for (int first = 0; first < messages; first += size) {
			publishOne(publisher, first, Math.min(size, messages - first));
		}
	}

	private static void publishOne(Publisher publisher, int first, int size) {
		List<OutgoingMessage> batch = IntStream.range(first, first + size)
			.mapToObj((number) -> OutgoingMessage.of(Receiving.TOPIC, Order.of(number)))
			.toList();
		PublishAllResult result = publisher.publishAll(batch);
		if (!result.isComplete()) {
			throw new IllegalStateException(result.failures().size() + " of " + size + " messages were not stored",
					result.failures().get(0).failure());
		}
	}

}
