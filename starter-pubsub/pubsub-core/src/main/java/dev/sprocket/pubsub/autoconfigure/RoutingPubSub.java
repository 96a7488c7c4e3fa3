// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sprocket.lifecycle.Deadline;
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
 * One engine a backend; each topic goes to the one that carries it.
 */
final class RoutingPubSub implements PubSub {

	private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

	private final TopicRoutes routes;

	private final Set<PubSub> engines;

	private final Publisher publisher;

	private final LifecycleParticipant lifecycle;

	private final AtomicBoolean closed = new AtomicBoolean();

	RoutingPubSub(TopicRoutes routes, Collection<PubSub> engines) {
		this.routes = routes;
		this.engines = new LinkedHashSet<>(engines);
		Map<PubSub, Publisher> publishers = new LinkedHashMap<>();
		this.engines.forEach((engine) -> publishers.put(engine, engine.publisher()));
		this.publisher = new RoutingPublisher(routes, publishers);
		this.lifecycle = new RoutingLifecycle(this.engines.stream().map(PubSub::lifecycle).toList());
	}

	@Override
	public Publisher publisher() {
		return this.publisher;
	}

	@Override
	public <T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		this.routes.add(spec);
		return this.routes.of(spec.topic()).subscribe(spec, handler);
	}

	@Override
	public <T> Subscription subscribeBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		this.routes.add(spec);
		return this.routes.of(spec.topic()).subscribeBatch(spec, handler);
	}

	@Override
	public List<Subscription> subscriptions() {
		return this.engines.stream().flatMap((engine) -> engine.subscriptions().stream()).toList();
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.routes.of(topic).removeGroup(topic, group);
	}

	@Override
	public DeadLetterQueue deadLetters(String topic, String group) {
		return this.routes.of(topic).deadLetters(topic, group);
	}

	@Override
	public <T> Message<T> decode(Message<byte[]> message, Class<T> type) {
		return this.routes.of(message.topic()).decode(message, type);
	}

	@Override
	public boolean drain(Duration timeout) {
		Deadline deadline = Deadline.after(timeout);
		List<Subscription> subscriptions = subscriptions();
		// together: none goes on fetching while another finishes
		subscriptions.forEach(Subscription::pause);
		boolean finished = true;
		for (Subscription subscription : subscriptions) {
			finished &= subscription.drain(deadline.remaining());
		}
		// only now: handlers of one publish on another
		for (PubSub engine : this.engines) {
			finished &= engine.drain(deadline.remaining());
		}
		return finished;
	}

	@Override
	public LifecycleParticipant lifecycle() {
		return this.lifecycle;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			try {
				drain(DEFAULT_DRAIN);
			}
			finally {
				this.engines.forEach(PubSub::close);
			}
		}
	}

}
