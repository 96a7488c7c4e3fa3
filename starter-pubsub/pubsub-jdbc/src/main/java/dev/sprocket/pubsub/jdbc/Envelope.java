// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * A message on its way through an outbox: stored on the outbox's own topic, with headers
 * that say where it goes. It keeps its key, so that the outbox keeps its order.
 */
final class Envelope {

	private static final String TOPIC = ReservedHeaders.PREFIX + "outbox-topic";

	private static final String DELIVER_AT = ReservedHeaders.PREFIX + "outbox-deliver-at";

	private static final String DEDUPLICATION_ID = ReservedHeaders.PREFIX + "outbox-deduplication-id";

	private Envelope() {
	}

	// holds: whether the outbox keeps a delayed message until it is due

	static OutboundMessage seal(String outbox, boolean holds, OutboundMessage message) {
		Map<String, String> headers = new LinkedHashMap<>(message.headers());
		headers.put(TOPIC, message.topic());
		if (message.deliverAt() != null && !holds) {
			headers.put(DELIVER_AT, message.deliverAt().toString());
		}
		if (message.deduplicationId() != null) {
			headers.put(DEDUPLICATION_ID, message.deduplicationId());
		}
		return new OutboundMessage(outbox, message.id(), message.key(), headers, message.body(),
				holds ? message.deliverAt() : null, message.expiresAt(), null);
	}

	static OutboundMessage open(Delivery delivery) {
		Map<String, String> headers = new LinkedHashMap<>(delivery.headers());
		String topic = headers.remove(TOPIC);
		String id = headers.get(ReservedHeaders.ID);
		if (topic == null || id == null) {
			throw new BackendException(ErrorKind.CORRUPT,
					"Row %d of sprocket_message is in the outbox and has no topic or id; delete it"
						.formatted(delivery.position()),
					null);
		}
		Instant deliverAt = instant(headers.remove(DELIVER_AT));
		String deduplicationId = headers.remove(DEDUPLICATION_ID);
		String key = StoredKey.unfold(headers, delivery.key());
		return new OutboundMessage(topic, id, key, headers, delivery.body(), deliverAt,
				instant(headers.get(ReservedHeaders.EXPIRES_AT)), deduplicationId);
	}

	private static @Nullable Instant instant(@Nullable String text) {
		return (text != null) ? Instant.parse(text) : null;
	}

}
