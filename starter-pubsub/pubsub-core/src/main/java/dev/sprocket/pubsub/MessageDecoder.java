// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.sprocket.pubsub.Codecs.PayloadDecoder;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Turns a delivery into what a handler takes. A message of a foreign producer has none of
 * our headers: its id is made of topic, lane and position, and a missing content type is
 * read by what the handler takes.
 *
 * @param <T> the class of the payload
 */
final class MessageDecoder<T> {

	private final String topic;

	private final PayloadDecoder<T> payloads;

	private final Timestamps timestamps = new Timestamps();

	MessageDecoder(String topic, PayloadDecoder<T> payloads) {
		this.topic = topic;
		this.payloads = payloads;
	}

	Message<T> decode(Attempt attempt) {
		Delivery delivery = attempt.delivery();
		String contentType = delivery.headers().get(ReservedHeaders.CONTENT_TYPE);
		T payload = this.payloads.decode(delivery.body(), contentType);
		return new Message<>(attempt.id(), this.topic, delivery.key(), userHeaders(delivery.headers()), payload,
				contentType, publishedAt(delivery), attempt.number());
	}

	boolean isExpired(Delivery delivery, Clock clock) {
		String text = delivery.headers().get(ReservedHeaders.EXPIRES_AT);
		Instant expiresAt = (text != null) ? new Timestamps().parse(text) : null;
		return expiresAt != null && expiresAt.toEpochMilli() <= clock.millis();
	}

	private Instant publishedAt(Delivery delivery) {
		Instant published = this.timestamps.parse(delivery.headers().get(ReservedHeaders.PUBLISHED_AT));
		if (published == null) {
			published = delivery.publishedAt();
		}
		return (published != null) ? published : Instant.EPOCH;
	}

	static Map<String, String> userHeaders(Map<String, String> headers) {
		Map<String, String> user = null;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			if (!HeaderRules.isReserved(header.getKey())) {
				user = (user != null) ? user : new LinkedHashMap<>();
				user.put(header.getKey(), header.getValue());
			}
		}
		return (user != null) ? Collections.unmodifiableMap(user) : Map.of();
	}

}
