// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.context.RequestContext;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Support;

/**
 * Turns what a user publishes into what a backend stores, on the thread of the caller:
 * what happens to the payload afterwards does not change the message. Refuses what the
 * backend could not keep.
 */
final class MessageEncoder {

	/** Kept free, so that a dead letter can say at least why it is one. */
	private static final int DEAD_LETTER_ROOM = 512;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private final Backend backend;

	private final Limits limits;

	private final Duration held;

	private final Clock clock;

	private final ContentFormat format;

	private final MessageIds ids;

	private final Timestamps timestamps = new Timestamps();

	/**
	 * Create an encoder.
	 * @param backend where to
	 * @param held for how long an outbox keeps delayed messages for it, zero if none does
	 * @param clock the clock
	 * @param format of content
	 */
	MessageEncoder(Backend backend, Duration held, Clock clock, ContentFormat format) {
		this.backend = backend;
		this.held = held;
		this.limits = backend.capabilities().limits();
		this.clock = clock;
		this.format = format;
		this.ids = new MessageIds(clock);
	}

	OutboundMessage encode(OutgoingMessage message, Map<String, String> traceHeaders) {
		String topic = TopicNames.check(message.topic());
		long now = this.clock.millis();
		HeaderRules.checkUserHeaders(topic, message.headers());
		if (message.key() != null) {
			HeaderRules.checkText(topic, "key", "value", message.key());
		}
		Instant deliverAt = deliverAt(message, now);
		Instant expiresAt = expiresAt(message, now);
		if (message.deduplicationId() != null) {
			require(Capability.DEDUPLICATION, topic, "a deduplication id needs");
			HeaderRules.checkText(topic, "deduplication id", "value", message.deduplicationId());
		}
		String id = this.ids.next();
		String contentType = this.format.codecs().contentTypeOf(message);
		HeaderRules.checkText(topic, ReservedHeaders.CONTENT_TYPE, "value", contentType);
		Map<String, String> headers = headers(message, id, now, expiresAt, contentType);
		if (!traceHeaders.isEmpty()) {
			headers.putAll(traceHeaders);
		}
		byte[] body = this.format.codecs().encode(message, contentType);
		Content content = this.format.outgoing(new Content(topic, message.key(), headers, body, deliverAt));
		checkSize(topic, "Body", content.body().length, this.limits.bodyBytes());
		checkSize(topic, "Headers", HeaderRules.size(content.headers()), this.limits.headerBytes() - DEAD_LETTER_ROOM);
		return new OutboundMessage(topic, id, message.key(), content.headers(), content.body(), deliverAt, expiresAt,
				message.deduplicationId());
	}

	private Map<String, String> headers(OutgoingMessage message, String id, long now, @Nullable Instant expiresAt,
			String contentType) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (!message.headers().isEmpty()) {
			headers.putAll(message.headers());
		}
		headers.put(ReservedHeaders.ID, id);
		headers.put(ReservedHeaders.PUBLISHED_AT, this.timestamps.format(now));
		headers.put(ReservedHeaders.CONTENT_TYPE, contentType);
		if (expiresAt != null) {
			headers.put(ReservedHeaders.EXPIRES_AT, expiresAt.toString());
		}
		RequestContext context = RequestContext.current();
		if (context != null) {
			headers.put(ReservedHeaders.REQUEST_ID, context.requestId());
		}
		return headers;
	}

	private @Nullable Instant deliverAt(OutgoingMessage message, long now) {
		Duration delay = message.deliverAfter();
		if (message.deliverAt() != null) {
			delay = Duration.between(Instant.ofEpochMilli(now), message.deliverAt());
		}
		if (delay == null || delay.compareTo(SHORTEST) < 0) {
			return null;
		}
		if (this.held.isZero()) {
			require(Capability.DELAYED_DELIVERY, message.topic(),
					"a delay needs: set sprocket.pubsub.jdbc.outbox=true to keep such messages in the application's database");
		}
		Duration most = this.held.isZero() ? this.limits.maxDeliveryDelay() : this.held;
		if (delay.compareTo(most) > 0) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + message.topic() + ": a delay of " + delay
					+ " is above the " + most + " of backend " + this.backend.name(), null);
		}
		return Instant.ofEpochMilli(now).plus(delay);
	}

	private @Nullable Instant expiresAt(OutgoingMessage message, long now) {
		Duration age = message.timeToLive();
		if (age == null) {
			return null;
		}
		require(Capability.TIME_TO_LIVE, message.topic(), "a time to live needs");
		if (age.isZero() || age.isNegative()) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + message.topic() + ": time to live must be positive, not " + age, null);
		}
		if (age.compareTo(Duration.between(Instant.ofEpochMilli(now), LATEST)) > 0) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + message.topic() + ": a time to live of " + age
					+ " is beyond the year 9999; leave it out for a message that does not expire", null);
		}
		return Instant.ofEpochMilli(now).plus(age);
	}

	private void require(Capability capability, String topic, String what) {
		if (this.backend.capabilities().of(capability) == Support.NONE) {
			throw new PubSubException(ErrorKind.UNSUPPORTED, "Topic " + topic + ": backend " + this.backend.name()
					+ " cannot do " + capability + ", which " + what, null);
		}
	}

	private static void checkSize(String topic, String what, int size, int limit) {
		if (size > limit) {
			throw new PubSubException(ErrorKind.TOO_LARGE,
					"Topic " + topic + ": " + what + " of " + size + " bytes, the limit is " + limit, null);
		}
	}

}
