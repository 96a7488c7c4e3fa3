// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * One instance of a service: an engine on a backend of its own.
 *
 * @param backend the backend
 * @param pubSub the engine
 */
record Instance(FaultyBackend backend, PubSub pubSub) {

	Publisher publisher() {
		return this.pubSub.publisher();
	}

	PublishResult publish(OutgoingMessage message) {
		return publisher().publish(message);
	}

	PublishResult publish(String topic, Object payload) {
		return publisher().publish(topic, payload);
	}

	<T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		return this.pubSub.subscribe(spec, handler);
	}

	<T> Subscription subscribeBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		return this.pubSub.subscribeBatch(spec, handler);
	}

	void close() {
		this.pubSub.close();
	}

}
