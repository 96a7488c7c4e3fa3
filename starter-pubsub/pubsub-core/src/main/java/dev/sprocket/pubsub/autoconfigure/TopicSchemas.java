// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.content.PayloadSchema;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Reads the schemas that properties name for topics.
 *
 * @param byTopic the schemas
 */
record TopicSchemas(Map<String, PayloadSchema> byTopic) {

	private static final String ARTIFACT = "com.networknt:json-schema-validator";

	private static final String LIBRARY = "com.networknt.schema.SchemaRegistry";

	static TopicSchemas of(PubSubProperties properties, ResourceLoader resources) {
		Map<String, PayloadSchema> byTopic = new LinkedHashMap<>();
		properties.topics().forEach((topic, settings) -> {
			if (settings.schema() != null) {
				byTopic.put(topic, read(TopicSettingNames.of(topic, "schema"), settings.schema(), resources));
			}
		});
		return new TopicSchemas(byTopic);
	}

	private static PayloadSchema read(String property, String location, ResourceLoader resources) {
		if (!ClassUtils.isPresent(LIBRARY, resources.getClassLoader())) {
			throw new SetupException(ErrorKind.INVALID,
					property + " is set, and " + ARTIFACT + ", which checks JSON Schemas, is not on the class path",
					"Add the dependency " + ARTIFACT + " (3.x), or remove " + property + ".", null);
		}
		try {
			return JsonPayloadSchema.read(location, resources);
		}
		catch (IOException ex) {
			throw invalid(property + ": " + location + " cannot be read: " + ex.getMessage(), ex);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property + ": " + location + " is no JSON Schema: " + ex.getMessage(), ex);
		}
	}

	private static PubSubException invalid(String message, @Nullable Throwable cause) {
		return new PubSubException(ErrorKind.INVALID, message, cause);
	}

}
