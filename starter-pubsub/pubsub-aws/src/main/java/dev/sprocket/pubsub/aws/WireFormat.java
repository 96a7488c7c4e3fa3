// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import dev.sprocket.pubsub.spi.HeaderText;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * How a message travels. A body that is text goes as it is, so that anybody can read it,
 * another in base64. Headers are attributes; a message has ten, and those that do not fit
 * or that AWS does not take go together in one: those that a filter names last, and ours
 * first.
 */
final class WireFormat {

	/** How the body is written, where it is not as it is. */
	static final String BODY = ReservedHeaders.PREFIX + "body";

	static final String KEY = ReservedHeaders.PREFIX + "key";

	/** Milliseconds since the epoch. */
	static final String DELIVER_AT = ReservedHeaders.PREFIX + "deliver-at";

	/** The headers that are no attributes of their own. */
	static final String HEADERS = ReservedHeaders.PREFIX + "headers";

	private static final String BASE64 = "base64";

	private static final String EMPTY = "empty";

	private static final int MAX_ATTRIBUTES = 10;

	private WireFormat() {
	}

	static WireMessage write(OutboundMessage message, AwsSettings settings) {
		boolean fifo = settings.fifo();
		Map<String, String> headers = new LinkedHashMap<>();
		String body = body(message.body(), headers);
		if (message.key() != null) {
			headers.put(KEY, message.key());
		}
		if (message.deliverAt() != null) {
			headers.put(DELIVER_AT, String.valueOf(message.deliverAt().toEpochMilli()));
		}
		headers.putAll(message.headers());
		return new WireMessage(body, attributes(byNeed(headers, message.topic(), settings)),
				fifo ? groupId(message) : null, fifo ? deduplicationId(message) : null);
	}

	private static String body(byte[] body, Map<String, String> headers) {
		if (body.length == 0) {
			headers.put(BODY, EMPTY);
			return "-";
		}
		String text = WireText.decode(body);
		if (text != null) {
			return text;
		}
		headers.put(BODY, BASE64);
		return Base64.getEncoder().encodeToString(body);
	}

	// Of what is redriven the headers have lost their order, and gained some of ours.

	private static Map<String, String> byNeed(Map<String, String> headers, String topic, AwsSettings settings) {
		if (headers.size() <= MAX_ATTRIBUTES) {
			return headers;
		}
		Map<String, String> sorted = new LinkedHashMap<>();
		headers.entrySet()
			.stream()
			.sorted(Comparator.comparingInt((header) -> need(header.getKey(), topic, settings)))
			.forEach((header) -> sorted.put(header.getKey(), header.getValue()));
		return sorted;
	}

	private static int need(String name, String topic, AwsSettings settings) {
		String quoted = '"' + name + '"';
		if (settings.filters()
			.stream()
			.anyMatch((filter) -> filter.topic().equals(topic) && filter.policy().contains(quoted))) {
			return 0;
		}
		return name.startsWith(ReservedHeaders.PREFIX) ? 2 : 1;
	}

	private static Map<String, String> attributes(Map<String, String> headers) {
		int room = (headers.size() <= MAX_ATTRIBUTES) ? MAX_ATTRIBUTES : MAX_ATTRIBUTES - 1;
		Map<String, String> attributes = new LinkedHashMap<>();
		Map<String, String> others = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			boolean fits = attributes.size() < room && WireText.isAttribute(name, value);
			(fits ? attributes : others).put(name, value);
		});
		if (!others.isEmpty()) {
			attributes.put(HEADERS, HeaderText.write(others));
		}
		return attributes;
	}

	private static String groupId(OutboundMessage message) {
		String key = message.key();
		if (key != null) {
			return WireText.id(key.isEmpty() ? KEY : key);
		}
		// no key, no order: a group of its own
		return WireText.id(idOf(message));
	}

	// What is redriven has its old id, and must not pass for the message it was.

	private static String deduplicationId(OutboundMessage message) {
		if (message.deduplicationId() != null) {
			return WireText.id("user." + message.deduplicationId());
		}
		String redrives = message.headers().get(ReservedHeaders.REDRIVES);
		return WireText.id((redrives != null) ? idOf(message) + "." + redrives : idOf(message));
	}

	private static String idOf(OutboundMessage message) {
		return message.id().isEmpty() ? UUID.randomUUID().toString() : message.id();
	}

	static Received read(Message message) {
		Map<String, String> headers = new LinkedHashMap<>();
		message.messageAttributes().forEach((name, value) -> headers.put(name, text(value)));
		unpack(headers);
		if (headers.containsKey(ReservedHeaders.ID)) {
			return received(message.body(), headers);
		}
		SnsNotification wrapped = SnsNotification.read(message.body());
		if (wrapped != null) {
			headers.putAll(wrapped.attributes());
			unpack(headers);
			if (headers.containsKey(ReservedHeaders.ID)) {
				return received(wrapped.message(), headers);
			}
			return foreign(message, wrapped.messageId(), wrapped.message(), headers);
		}
		return foreign(message, message.messageId(), message.body(), headers);
	}

	private static Received foreign(Message message, String id, String body, Map<String, String> headers) {
		headers.put(ReservedHeaders.ID, id);
		String group = message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
		if (group != null) {
			headers.putIfAbsent(KEY, group);
		}
		return received(body, headers);
	}

	private static void unpack(Map<String, String> headers) {
		String others = headers.remove(HEADERS);
		if (others != null) {
			headers.putAll(HeaderText.read(others));
		}
	}

	private static String text(MessageAttributeValue value) {
		return (value.binaryValue() != null) ? Base64.getEncoder().encodeToString(value.binaryValue().asByteArray())
				: String.valueOf(value.stringValue());
	}

	private static Received received(String body, Map<String, String> headers) {
		byte[] bytes = body(body, headers.remove(BODY));
		String key = headers.remove(KEY);
		return new Received(key, headers, bytes, instant(headers.remove(DELIVER_AT)));
	}

	private static byte[] body(String body, @Nullable String written) {
		if (EMPTY.equals(written)) {
			return new byte[0];
		}
		if (BASE64.equals(written)) {
			try {
				return Base64.getDecoder().decode(body);
			}
			catch (IllegalArgumentException ex) {
				// of a producer that takes the word for another; its handler shall see
			}
		}
		return body.getBytes(StandardCharsets.UTF_8);
	}

	private static @Nullable Instant instant(@Nullable String millis) {
		try {
			return (millis != null) ? Instant.ofEpochMilli(Long.parseLong(millis)) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * What a message says, whoever sent it.
	 *
	 * @param key its key
	 * @param headers its headers
	 * @param body its body
	 * @param deliverAt when it is due
	 */
	record Received(@Nullable String key, Map<String, String> headers, byte[] body, @Nullable Instant deliverAt) {

	}

}
