// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;

/**
 * A message of one group, until it is settled.
 */
final class Item {

	final long position;

	final OutboundMessage message;

	final Instant storedAt;

	/** A delay, a retry and a lease are the same thing: hidden until then. */
	Instant hiddenUntil;

	int attempts;

	/** How often it was handed out, and to whom; nobody once it is given back. */
	int ticket;

	@Nullable Receiver holder;

	Item(long position, OutboundMessage message, Instant storedAt) {
		this.position = position;
		this.message = message;
		this.storedAt = storedAt;
		this.hiddenUntil = (message.deliverAt() != null) ? message.deliverAt() : storedAt;
	}

	boolean isVisible(Instant now) {
		return !this.hiddenUntil.isAfter(now);
	}

	void giveBack(Instant hiddenUntil, boolean attempted) {
		this.holder = null;
		this.hiddenUntil = hiddenUntil;
		if (!attempted) {
			this.attempts--;
		}
	}

}
