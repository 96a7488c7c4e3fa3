// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * One engine a backend; each topic goes to the one that carries it.
 */
final class RoutingPubSub implements PubSub {

	private final PubSub other;

	private final Map<String, PubSub> byTopic;

	private final Set<PubSub> all;

	private final Publisher publisher;

	RoutingPubSub(PubSub other, Map<String, PubSub> byTopic) {
		this.other = other;
		this.byTopic = Map.copyOf(byTopic);
		this.all = new LinkedHashSet<>(byTopic.values());
		this.all.add(other);
		this.publisher = new RoutingPublisher((topic) -> of(topic).publisher(),
				this.all.stream().map(PubSub::publisher).toList());
	}

	private PubSub of(String topic) {
		return this.byTopic.getOrDefault(topic, this.other);
	}

	@Override
	public Publisher publisher() {
		return this.publisher;
	}

	@Override
	public <T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		return of(spec.topic()).subscribe(spec, handler);
	}

	@Override
	public boolean drain(Duration timeout) {
		Deadline deadline = Deadline.after(timeout);
		boolean finished = true;
		for (PubSub engine : this.all) {
			finished &= engine.drain(deadline.remaining());
		}
		return finished;
	}

	@Override
	public LifecycleParticipant lifecycle() {
		return new RoutingLifecycle(this.all.stream().map(PubSub::lifecycle).toList());
	}

	@Override
	public void close() {
		this.all.forEach(PubSub::close);
	}

}
