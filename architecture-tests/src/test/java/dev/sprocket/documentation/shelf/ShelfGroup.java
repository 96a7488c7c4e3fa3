// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;

/**
 * What one group has not settled. Guarded by the lock of the shelf.
 */
final class ShelfGroup {

	private final SortedMap<Long, Item> items = new TreeMap<>();

	void add(long position, OutboundMessage message, Instant storedAt) {
		this.items.put(position, new Item(position, message, storedAt));
	}

	List<Delivery> take(Receiver receiver, int max, Instant now, Duration lease) {
		List<Delivery> deliveries = new ArrayList<>();
		for (Item item : this.items.values()) {
			if (deliveries.size() == max) {
				break;
			}
			if (item.isVisible(now)) {
				item.holder = receiver;
				item.ticket++;
				item.attempts++;
				item.hiddenUntil = now.plus(lease);
				deliveries.add(delivery(item));
			}
		}
		return deliveries;
	}

	private static Delivery delivery(Item item) {
		OutboundMessage message = item.message;
		return new Delivery(Lane.WHOLE_QUEUE, item.position, new Ticket(item.position, item.ticket), item.attempts,
				item.hiddenUntil, message.key(), message.headers(), message.body(), item.storedAt);
	}

	// The message of a delivery, or null if the delivery is stale

	@Nullable Item held(Receiver receiver, Delivery delivery, Instant now) {
		Ticket ticket = (Ticket) delivery.token();
		Item item = this.items.get(ticket.position());
		boolean ours = item != null && item.holder == receiver && item.ticket == ticket.number()
				&& !item.isVisible(now);
		return ours ? item : null;
	}

	void remove(Item item) {
		this.items.remove(item.position);
	}

	void giveBackAll(Receiver receiver, Instant now) {
		for (Item item : this.items.values()) {
			if (item.holder == receiver && !item.isVisible(now)) {
				item.giveBack(now, false);
			}
		}
	}

	Instant nextVisible(Instant now, Instant atLatest) {
		return this.items.values()
			.stream()
			.map((item) -> item.hiddenUntil)
			.filter((end) -> end.isAfter(now) && end.isBefore(atLatest))
			.min(Instant::compareTo)
			.orElse(atLatest);
	}

	Lag lag(Instant now) {
		List<Item> due = this.items.values().stream().filter((item) -> item.isVisible(now)).toList();
		return new Lag(this.items.size(), due.size(), due.isEmpty() ? null : due.get(0).storedAt);
	}

}
