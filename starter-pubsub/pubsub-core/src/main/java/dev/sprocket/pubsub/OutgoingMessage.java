// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * A message to publish. Immutable: each method returns a copy.
 *
 * @param topic where to; a name of 1 to 200 letters, digits, dots, dashes and underscores
 * @param payload the payload: a {@code byte[]} and a {@code String} travel as they are,
 * anything else as the {@link Codec} of its class or of the content type has it, JSON if
 * there is no other
 * @param key messages with the same key stay in order for subscriptions that ask for it,
 * or {@code null}
 * @param headers the user's headers, in order
 * @param deliverAfter not to be delivered before that much later, or {@code null}
 * @param deliverAt not to be delivered before, or {@code null}
 * @param timeToLive not to be delivered after that much later, or {@code null}
 * @param deduplicationId a second message with this id on the topic inside the window is
 * not stored again, or {@code null}
 * @param contentType media type of the payload, or {@code null} to choose by its class
 */
public record OutgoingMessage(String topic, Object payload, @Nullable String key, Map<String, String> headers,
		@Nullable Duration deliverAfter, @Nullable Instant deliverAt, @Nullable Duration timeToLive,
		@Nullable String deduplicationId, @Nullable String contentType) {

	public OutgoingMessage {
		if (payload == null) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + topic + ": the payload is null; publish a value, for example an empty String", null);
		}
		headers = headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	/**
	 * Return a message with no more than a topic and a payload.
	 * @param topic the topic
	 * @param payload the payload
	 * @return the message
	 */
	public static OutgoingMessage of(String topic, Object payload) {
		return new OutgoingMessage(topic, payload, null, Map.of(), null, null, null, null, null);
	}

	/**
	 * Set the key.
	 * @param key the key
	 * @return a copy with it
	 */
	public OutgoingMessage key(@Nullable String key) {
		return new OutgoingMessage(this.topic, this.payload, key, this.headers, this.deliverAfter, this.deliverAt,
				this.timeToLive, this.deduplicationId, this.contentType);
	}

	/**
	 * Add a header. Handlers see it, except for {@code traceparent}, {@code tracestate}
	 * and {@code baggage}, which are for tracing; names that begin with {@code dlq-} are
	 * those of dead letters, and are left out when the message becomes one.
	 * @param name its name, case-sensitive; not {@code content-type}, which
	 * {@link #contentType(String)} sets, and not beginning with {@code sprocket-}
	 * @param value its value
	 * @return a copy with it
	 */
	public OutgoingMessage header(String name, String value) {
		Map<String, String> added = new LinkedHashMap<>(this.headers);
		added.put(name, value);
		return new OutgoingMessage(this.topic, this.payload, this.key, added, this.deliverAfter, this.deliverAt,
				this.timeToLive, this.deduplicationId, this.contentType);
	}

	/**
	 * Deliver later.
	 * @param delay from the moment of publishing; zero or less means at once
	 * @return a copy with it
	 */
	public OutgoingMessage deliverAfter(Duration delay) {
		return new OutgoingMessage(this.topic, this.payload, this.key, this.headers, delay, null, this.timeToLive,
				this.deduplicationId, this.contentType);
	}

	/**
	 * Deliver later.
	 * @param moment the moment; in the past means at once
	 * @return a copy with it
	 */
	public OutgoingMessage deliverAt(Instant moment) {
		return new OutgoingMessage(this.topic, this.payload, this.key, this.headers, null, moment, this.timeToLive,
				this.deduplicationId, this.contentType);
	}

	/**
	 * Do not deliver when it is older than that.
	 * @param age from the moment of publishing
	 * @return a copy with it
	 */
	public OutgoingMessage timeToLive(Duration age) {
		return new OutgoingMessage(this.topic, this.payload, this.key, this.headers, this.deliverAfter, this.deliverAt,
				age, this.deduplicationId, this.contentType);
	}

	/**
	 * Store it once only, however often it is published inside the window.
	 * @param id what makes two messages the same
	 * @return a copy with it
	 */
	public OutgoingMessage deduplicationId(String id) {
		return new OutgoingMessage(this.topic, this.payload, this.key, this.headers, this.deliverAfter, this.deliverAt,
				this.timeToLive, id, this.contentType);
	}

	/**
	 * Set the media type of the payload.
	 * @param type such as {@code application/json}
	 * @return a copy with it
	 */
	public OutgoingMessage contentType(String type) {
		return new OutgoingMessage(this.topic, this.payload, this.key, this.headers, this.deliverAfter, this.deliverAt,
				this.timeToLive, this.deduplicationId, type);
	}

}
