// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import dev.sprocket.pubsub.BatchResult;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.TransactionPolicy;

/**
 * Publishes each message with the publisher of its topic.
 *
 * @param byTopic finds the publisher
 * @param all every publisher, once
 */
record RoutingPublisher(Function<String, Publisher> byTopic, List<Publisher> all) implements Publisher {

	@Override
	public PublishResult publish(OutgoingMessage message) {
		return this.byTopic.apply(message.topic()).publish(message);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(OutgoingMessage message) {
		return this.byTopic.apply(message.topic()).publishAsync(message);
	}

	@Override
	public BatchResult publishAll(List<OutgoingMessage> messages) {
		Map<Publisher, List<Integer>> parts = new IdentityHashMap<>();
		for (int i = 0; i < messages.size(); i++) {
			parts.computeIfAbsent(this.byTopic.apply(messages.get(i).topic()), (publisher) -> new ArrayList<>()).add(i);
		}
		List<BatchResult.Entry> entries = new ArrayList<>(
				Collections.nCopies(messages.size(), new BatchResult.Entry(null, null)));
		parts.forEach((publisher, indexes) -> {
			BatchResult result = publisher.publishAll(indexes.stream().map(messages::get).toList());
			for (int i = 0; i < indexes.size(); i++) {
				entries.set(indexes.get(i), result.entries().get(i));
			}
		});
		return new BatchResult(entries);
	}

	@Override
	public void flush() {
		this.all.forEach(Publisher::flush);
	}

	@Override
	public Publisher withTransactions(TransactionPolicy policy) {
		return new RoutingPublisher((topic) -> this.byTopic.apply(topic).withTransactions(policy),
				this.all.stream().map((publisher) -> publisher.withTransactions(policy)).toList());
	}

}
