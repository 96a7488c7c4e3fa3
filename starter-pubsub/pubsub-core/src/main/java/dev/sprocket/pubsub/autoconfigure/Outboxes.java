// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * The outboxes that relay, by the name of their backend: one for each backend in use that
 * has none of its own, if the application has an {@link OutboxFactory}.
 */
final class Outboxes {

	private final ObjectProvider<OutboxFactory> factory;

	private final Map<String, Outbox> relaying = new ConcurrentSkipListMap<>();

	Outboxes(ObjectProvider<OutboxFactory> factory) {
		this.factory = factory;
	}

	@Nullable OutboxFactory of(Backend backend) {
		OutboxFactory made = (backend.outbox() == null) ? this.factory.getIfAvailable() : null;
		if (made == null) {
			return null;
		}
		return (target, sender) -> {
			Outbox outbox = made.create(target, sender);
			this.relaying.put(target.name(), outbox);
			return outbox;
		};
	}

	Map<String, Outbox> relaying() {
		return this.relaying;
	}

}
