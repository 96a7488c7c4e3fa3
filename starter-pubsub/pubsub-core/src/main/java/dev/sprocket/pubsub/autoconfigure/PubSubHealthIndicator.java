// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;

/**
 * Asks backends whether they can be reached and written to, each at most once a second,
 * outboxes what waits in them, and subscriptions whether they get anywhere.
 */
final class PubSubHealthIndicator extends AbstractHealthIndicator {

	private final Backends backends;

	private final Predicate<Backend> condition;

	private final Map<String, Outbox> outboxes;

	private final Supplier<List<Subscription>> subscriptions;

	private final Map<Backend, StoreCheck> checks = new ConcurrentHashMap<>();

	PubSubHealthIndicator(Backends backends, Predicate<Backend> condition, Map<String, Outbox> outboxes,
			Supplier<List<Subscription>> subscriptions) {
		super("Pub/sub health check failed");
		this.backends = backends;
		this.condition = condition;
		this.outboxes = outboxes;
		this.subscriptions = subscriptions;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (Backend backend : this.backends.all()) {
			if (this.condition.test(backend)) {
				check(backend, builder);
			}
		}
		this.outboxes.forEach((backend, outbox) -> show(backend + ".outbox", outbox.backlog(), builder));
		this.subscriptions.get().forEach((subscription) -> show(subscription, builder));
	}

	private static void show(Subscription subscription, Health.Builder builder) {
		SubscriptionStatus status = subscription.status();
		String name = subscription.topic() + "/" + subscription.group();
		boolean fails = status.state() == SubscriptionStatus.State.BACKING_OFF
				|| status.state() == SubscriptionStatus.State.CIRCUIT_OPEN;
		if (fails) {
			builder.down().withDetail(name, String.valueOf(status.failure()));
		}
		else if (status.stalledSince() != null) {
			builder.down()
				.withDetail(name, "messages wait and none was settled since " + status.stalledSince() + ", "
						+ status.inFlight() + " are with handlers");
		}
	}

	private static void show(String name, OutboxBacklog backlog, Health.Builder builder) {
		String waiting = (backlog.oldest() != null)
				? "%d waiting, the first since %s".formatted(backlog.messages(), backlog.oldest()) : "empty";
		if (backlog.failure() == null) {
			builder.withDetail(name, waiting);
		}
		else {
			builder.down().withDetail(name, waiting + ": " + backlog.failure());
		}
	}

	private void check(Backend backend, Health.Builder builder) {
		BackendException failure = this.checks
			.computeIfAbsent(backend, (checked) -> new StoreCheck(checked::check, InstantSource.system()))
			.failure();
		if (failure == null) {
			builder.withDetail(backend.name(), backend.isLocal() ? "store: local to this instance" : "reachable");
		}
		else {
			builder.down().withDetail(backend.name(), failure.kind() + ": " + failure.getMessage());
		}
	}

}
