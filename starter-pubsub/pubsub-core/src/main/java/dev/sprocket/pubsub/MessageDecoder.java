// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.Codecs.PayloadDecoder;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Turns a delivery into what a handler takes. A message of a foreign producer has none of
 * our headers: its id is made of topic, lane and position, and a missing content type is
 * read by what the handler takes. A handler that takes the {@link Delivery}, as a relay
 * does, gets it undecoded, with its body wherever that is.
 *
 * @param <T> the class of the payload
 */
final class MessageDecoder<T> {

	private final String topic;

	private final Class<T> type;

	private final ContentFormat format;

	private final @Nullable PayloadDecoder<T> payloads;

	private final Timestamps timestamps = new Timestamps();

	MessageDecoder(String topic, Class<T> type, ContentFormat format) {
		this.topic = topic;
		this.type = type;
		this.format = format;
		this.payloads = (type != Delivery.class) ? format.codecs().decoder(type) : null;
	}

	Message<T> decode(Attempt attempt) {
		Delivery delivery = attempt.delivery();
		Content stored = Content.of(this.topic, delivery);
		Content content = (this.payloads != null) ? open(stored) : this.format.relayed(stored);
		T payload = (this.payloads != null) ? this.payloads.decode(content.body(), content.contentType())
				: this.type.cast(with(delivery, content));
		return new Message<>(attempt.id(), this.topic, delivery.key(), userHeaders(content.headers()), payload,
				content.contentType(), publishedAt(delivery), attempt.number());
	}

	/**
	 * Return whether the handler passes on what it is given: whatever is meant for the
	 * engine is meant for that of the receiver.
	 * @return {@code true} if it takes a delivery
	 */
	boolean isRelay() {
		return this.payloads == null;
	}

	private static Delivery with(Delivery delivery, Content content) {
		return new Delivery(delivery.lane(), delivery.position(), delivery.token(), delivery.attempt(),
				delivery.leaseUntil(), delivery.key(), content.headers(), content.body(), delivery.publishedAt(),
				delivery.givenUp());
	}

	// Whoever looks after dead letters gets those that nobody can read, too.

	private Content open(Content stored) {
		try {
			return this.format.incoming(stored);
		}
		catch (UndecodableException ex) {
			if (this.type == byte[].class && stored.headers().containsKey(DeadLetterHeaders.REASON)) {
				return stored;
			}
			throw ex;
		}
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
