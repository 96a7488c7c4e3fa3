// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON in which SNS wraps a message for a subscription without raw delivery.
 *
 * @param messageId the id that SNS gave it
 * @param message its text
 * @param attributes its attributes
 */
record SnsNotification(String messageId, String message, Map<String, String> attributes) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static @Nullable SnsNotification read(String body) {
		if (!body.startsWith("{") || !body.contains("\"Notification\"") || !body.contains("\"TopicArn\"")) {
			return null;
		}
		try {
			JsonNode json = MAPPER.readTree(body);
			if (!"Notification".equals(json.path("Type").asString("")) || !json.path("Message").isString()) {
				return null;
			}
			Map<String, String> attributes = new LinkedHashMap<>();
			json.path("MessageAttributes")
				.forEachEntry((name, attribute) -> attributes.put(name, attribute.path("Value").asString("")));
			return new SnsNotification(json.path("MessageId").asString(""), json.path("Message").asString(),
					attributes);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
