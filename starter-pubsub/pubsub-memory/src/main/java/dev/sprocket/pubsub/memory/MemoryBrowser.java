// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * Looks at what waits, under the lock of the backend.
 *
 * @param backend the backend
 */
record MemoryBrowser(MemoryBackend backend) implements Browser {

	@Override
	public List<Delivery> find(String topic, String group, long afterPosition, int max) {
		return this.backend.locked(() -> {
			GroupStore store = this.backend.find(topic, group);
			return (store != null) ? store.find(afterPosition, max).stream().map(this::browsed).toList() : List.of();
		});
	}

	@Override
	public List<Delivery> find(String topic, String group, String key, long afterPosition, int max) {
		return find(topic, group, afterPosition, Integer.MAX_VALUE).stream()
			.filter((delivery) -> key.equals(delivery.key()))
			.limit(max)
			.toList();
	}

	@Override
	public Set<String> waitingKeys(String topic, String group, Set<String> keys) {
		return find(topic, group, 0, Integer.MAX_VALUE).stream()
			.map(Delivery::key)
			.filter((key) -> key != null && keys.contains(key))
			.collect(Collectors.toSet());
	}

	private Delivery browsed(Entry entry) {
		OutboundMessage message = entry.message.message();
		return new Delivery(Lane.WHOLE_QUEUE, entry.position(), this, entry.attempts, null, message.key(),
				message.headers(), message.body(), entry.message.storedAt());
	}

	@Override
	public boolean remove(String topic, String group, long position) {
		return this.backend.locked(() -> {
			GroupStore store = this.backend.find(topic, group);
			return store != null && store.remove(position);
		});
	}

	@Override
	public boolean move(String topic, String group, long position, OutboundMessage target) {
		return this.backend.locked(() -> {
			GroupStore store = this.backend.find(topic, group);
			if (store == null || !store.holds(position)) {
				return false;
			}
			BackendException refusal = this.backend.store(target);
			if (refusal != null) {
				throw refusal;
			}
			return store.remove(position);
		});
	}

}
