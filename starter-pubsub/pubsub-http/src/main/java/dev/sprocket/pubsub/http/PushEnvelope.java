// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * What a push subscription of Google Cloud Pub/Sub posts.
 */
final class PushEnvelope {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private PushEnvelope() {
	}

	/**
	 * Read an envelope.
	 * @param body the body of the request
	 * @return the message, or {@code null} if this is none
	 */
	static @Nullable Event read(byte[] body) {
		JsonNode envelope = json(body);
		if (envelope == null || !envelope.path("subscription").isString()
				|| !envelope.path("message").path("messageId").isString()) {
			return null;
		}
		JsonNode message = envelope.path("message");
		Map<String, String> headers = new LinkedHashMap<>();
		message.path("attributes")
			.properties()
			.forEach((attribute) -> headers.put(attribute.getKey(), attribute.getValue().asString("")));
		String id = message.path("messageId").asString();
		headers.put(ReservedHeaders.ID, id);
		if (message.path("publishTime").isString()) {
			headers.put(ReservedHeaders.PUBLISHED_AT, message.path("publishTime").asString());
		}
		String key = message.path("orderingKey").asString("");
		// its deliveryAttempt counts also what was answered that nobody is free
		return new Event(id, key.isEmpty() ? null : key, 0, headers, data(message.path("data").asString("")));
	}

	private static @Nullable JsonNode json(byte[] body) {
		try {
			return JSON.readTree(body);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static byte[] data(String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableRequestException("data of the pushed message is not in base64");
		}
	}

}
