// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;

import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * An engine whose handlers are watched.
 *
 * @param delegate the engine
 * @param handlers who watches
 */
record RecordingPubSub(PubSub delegate, WatchedHandlers handlers) implements PubSub {

	@Override
	public Publisher publisher() {
		return this.delegate.publisher();
	}

	@Override
	public <T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		return this.delegate.subscribe(spec, this.handlers.watch(spec, handler));
	}

	@Override
	public <T> Subscription subscribeBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		return this.delegate.subscribeBatch(spec, this.handlers.watchBatch(spec, handler));
	}

	@Override
	public List<Subscription> subscriptions() {
		return this.delegate.subscriptions();
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.delegate.removeGroup(topic, group);
	}

	@Override
	public DeadLetterQueue deadLetters(String topic, String group) {
		return this.delegate.deadLetters(topic, group);
	}

	@Override
	public <T> Message<T> decode(Message<byte[]> message, Class<T> type) {
		return this.delegate.decode(message, type);
	}

	@Override
	public boolean drain(Duration timeout) {
		return this.delegate.drain(timeout);
	}

	@Override
	public LifecycleParticipant lifecycle() {
		return this.delegate.lifecycle();
	}

	@Override
	public void close() {
		this.delegate.close();
	}

}
