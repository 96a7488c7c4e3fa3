// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PublishAllResult;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.TransactionPolicy;

/**
 * Publishes each message with the publisher of its topic.
 *
 * @param routes finds the engine of a topic
 * @param publishers the publisher of each engine
 */
record RoutingPublisher(TopicRoutes routes, Map<PubSub, Publisher> publishers) implements Publisher {

	@Override
	public PublishResult publish(OutgoingMessage message) {
		return of(message).publish(message);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(OutgoingMessage message) {
		return of(message).publishAsync(message);
	}

	@Override
	public PublishAllResult publishAll(List<OutgoingMessage> messages) {
		Map<Publisher, List<Integer>> parts = new IdentityHashMap<>();
		for (int i = 0; i < messages.size(); i++) {
			parts.computeIfAbsent(of(messages.get(i)), (publisher) -> new ArrayList<>()).add(i);
		}
		List<PublishAllResult.Entry> entries = new ArrayList<>(
				Collections.nCopies(messages.size(), new PublishAllResult.Entry(null, null)));
		parts.forEach((publisher, indexes) -> {
			PublishAllResult result = publisher.publishAll(indexes.stream().map(messages::get).toList());
			for (int i = 0; i < indexes.size(); i++) {
				entries.set(indexes.get(i), result.entries().get(i));
			}
		});
		return new PublishAllResult(entries);
	}

	@Override
	public void flush() {
		this.publishers.values().forEach(Publisher::flush);
	}

	@Override
	public Publisher withTransactions(TransactionPolicy policy) {
		Map<PubSub, Publisher> views = new LinkedHashMap<>();
		this.publishers.forEach((engine, publisher) -> views.put(engine, publisher.withTransactions(policy)));
		return new RoutingPublisher(this.routes, views);
	}

	private Publisher of(OutgoingMessage message) {
		return Objects.requireNonNull(this.publishers.get(this.routes.of(message.topic())));
	}

}
