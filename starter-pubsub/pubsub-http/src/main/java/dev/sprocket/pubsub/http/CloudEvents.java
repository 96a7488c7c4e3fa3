// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Messages as HTTP requests, by the CloudEvents HTTP binding 1.0.2, and back. A message
 * whose headers are too much for those of a request goes in structured mode whatever was
 * asked for.
 */
final class CloudEvents {

	/** Servers take 8 KiB of headers, of which others take some. */
	private static final int MAX_HEADER_BYTES = 4 * 1024;

	private static final String PREFIX = "ce-";

	private static final String STRUCTURED = "application/cloudevents+json";

	/**
	 * A request of such a type is an event; a message of such a type goes inside of one.
	 */
	private static final String EVENTS = "application/cloudevents";

	private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private CloudEvents() {
	}

	static HttpMessage write(Event event, String source, String topic, EventFormat format) {
		Map<String, String> attributes = Attributes.of(event, source, topic);
		if (format == EventFormat.STRUCTURED) {
			return structured(attributes, event, true);
		}
		Map<String, String> headers = new LinkedHashMap<>();
		String contentType = event.headers().get(ReservedHeaders.CONTENT_TYPE);
		boolean fits = contentType == null || (!mediaType(contentType).startsWith(EVENTS)
				&& contentType.equals(PercentText.encode(contentType).replace("%20", " ")));
		if (contentType != null) {
			headers.put(ReservedHeaders.CONTENT_TYPE, contentType);
		}
		int size = 0;
		for (Map.Entry<String, String> attribute : attributes.entrySet()) {
			String value = PercentText.encode(attribute.getValue());
			headers.put(PREFIX + attribute.getKey(), value);
			size += PREFIX.length() + attribute.getKey().length() + value.length();
		}
		return (fits && size <= MAX_HEADER_BYTES) ? new HttpMessage(headers, event.body())
				: structured(attributes, event, false);
	}

	private static HttpMessage structured(Map<String, String> attributes, Event event, boolean readable) {
		ObjectNode json = JSON.createObjectNode();
		attributes.forEach(json::put);
		String contentType = event.headers().get(ReservedHeaders.CONTENT_TYPE);
		if (contentType != null) {
			json.put(Attributes.CONTENT_TYPE, contentType);
		}
		if (!readable || !putReadable(json, contentType, event.body())) {
			json.put("data_base64", Base64.getEncoder().encodeToString(event.body()));
		}
		return new HttpMessage(Map.of(ReservedHeaders.CONTENT_TYPE, STRUCTURED + "; charset=utf-8"),
				JSON.writeValueAsBytes(json));
	}

	private static boolean putReadable(ObjectNode json, @Nullable String contentType, byte[] body) {
		String mediaType = mediaType(contentType);
		if (isJson(mediaType)) {
			JsonNode data = readJson(body);
			if (data != null) {
				json.set("data", data);
			}
			return data != null;
		}
		String text = mediaType.startsWith("text/") ? readText(body) : null;
		if (text != null) {
			json.put("data", text);
		}
		return text != null;
	}

	/**
	 * Read a request; one that is no CloudEvent is a message with that body.
	 * @param request the request
	 * @return the message; its id is empty if the request has none
	 * @throws UnreadableRequestException if it says that it is an event and is none
	 */
	static Event read(HttpMessage request) {
		String contentType = request.header(ReservedHeaders.CONTENT_TYPE);
		if (mediaType(contentType).equals(STRUCTURED)) {
			return readStructured(request.body());
		}
		Map<String, String> attributes = new LinkedHashMap<>();
		request.headers().forEach((name, value) -> {
			if (name.startsWith(PREFIX)) {
				attributes.put(name.substring(PREFIX.length()), PercentText.decode(value));
			}
		});
		if (contentType != null) {
			attributes.put(Attributes.CONTENT_TYPE, contentType);
		}
		return Attributes.event(attributes, request.body());
	}

	private static Event readStructured(byte[] body) {
		if (!(readJson(body) instanceof ObjectNode json)) {
			throw new UnreadableRequestException("the body is no JSON object");
		}
		JsonNode data = json.remove("data");
		JsonNode encoded = json.remove("data_base64");
		if (data != null && encoded != null) {
			throw new UnreadableRequestException("data and data_base64 exclude each other");
		}
		Map<String, String> attributes = attributes(json);
		if (data != null) {
			attributes.putIfAbsent(Attributes.CONTENT_TYPE, "application/json");
		}
		return Attributes.event(attributes, data(data, encoded, mediaType(attributes.get(Attributes.CONTENT_TYPE))));
	}

	private static Map<String, String> attributes(ObjectNode json) {
		Map<String, String> attributes = new LinkedHashMap<>();
		json.properties().forEach((property) -> {
			if (!property.getValue().isNull()) {
				attributes.put(property.getKey(), property.getValue().asString(""));
			}
		});
		for (String name : REQUIRED) {
			if (attributes.getOrDefault(name, "").isEmpty()) {
				throw new UnreadableRequestException("the event has no attribute " + name);
			}
		}
		return attributes;
	}

	private static byte[] data(@Nullable JsonNode data, @Nullable JsonNode encoded, String mediaType) {
		if (encoded != null) {
			try {
				return Base64.getDecoder().decode(encoded.asString(""));
			}
			catch (IllegalArgumentException ex) {
				throw new UnreadableRequestException("data_base64 is not in base64");
			}
		}
		if (data == null) {
			return new byte[0];
		}
		boolean asText = data.isString() && !isJson(mediaType);
		return asText ? data.asString().getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(data);
	}

	static @Nullable JsonNode readJson(byte[] body) {
		try {
			JsonNode json = JSON.readTree(body);
			return json.isMissingNode() ? null : json;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static @Nullable String readText(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static String mediaType(@Nullable String contentType) {
		return (contentType != null) ? contentType.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT) : "";
	}

	private static boolean isJson(String mediaType) {
		return mediaType.endsWith("/json") || mediaType.endsWith("+json");
	}

}
