// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;

/**
 * Asks backends whether they can be reached and written to, each at most once a second.
 */
final class PubSubHealthIndicator extends AbstractHealthIndicator {

	private final Backends backends;

	private final Predicate<Backend> condition;

	private final Map<Backend, StoreCheck> checks = new ConcurrentHashMap<>();

	PubSubHealthIndicator(Backends backends, Predicate<Backend> condition) {
		super("Pub/sub health check failed");
		this.backends = backends;
		this.condition = condition;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (Backend backend : this.backends.all()) {
			if (this.condition.test(backend)) {
				check(backend, builder);
			}
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
