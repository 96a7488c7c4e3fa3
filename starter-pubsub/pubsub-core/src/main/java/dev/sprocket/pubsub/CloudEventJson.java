// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A CloudEvent as one JSON document: the JSON event format of CloudEvents 1.0. Data that
 * is JSON stands in the document as it is, text as a string, anything else in Base64.
 *
 * @param attributes names to values, as text
 * @param dataContentType the media type of the data, or {@code null} if it is unknown
 * @param data the data
 */
record CloudEventJson(Map<String, String> attributes, @Nullable String dataContentType, byte[] data) {

	static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

	private static final String DATA = "data";

	private static final String DATA_BASE64 = "data_base64";

	private static final JsonFactory JSON = new JsonFactory();

	static byte[] write(Map<String, String> attributes, @Nullable String contentType, byte[] body) {
		ByteArrayOutputStream document = new ByteArrayOutputStream(body.length + 512);
		try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), document)) {
			generator.writeStartObject();
			attributes.forEach(generator::writeStringProperty);
			if (contentType != null) {
				generator.writeStringProperty(CloudEvents.DATA_CONTENT_TYPE, contentType);
			}
			writeData(generator, contentType, body);
			generator.writeEndObject();
		}
		return document.toByteArray();
	}

	private static void writeData(JsonGenerator generator, @Nullable String contentType, byte[] body) {
		byte[] json = isJson(contentType) ? canonical(body) : null;
		if (json != null) {
			generator.writeName(DATA);
			generator.writeRawValue(new String(json, StandardCharsets.UTF_8));
			return;
		}
		String text = text(contentType, body);
		if (text != null) {
			generator.writeStringProperty(DATA, text);
		}
		else {
			generator.writeStringProperty(DATA_BASE64, Base64.getEncoder().encodeToString(body));
		}
	}

	// What claims to be JSON and is not would break the document.

	private static byte @Nullable [] canonical(byte[] body) {
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() == null) {
				return null;
			}
			byte[] value = value(parser);
			return (parser.nextToken() == null) ? value : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static byte[] value(JsonParser parser) {
		ByteArrayOutputStream value = new ByteArrayOutputStream();
		try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), value)) {
			generator.copyCurrentStructureExact(parser);
		}
		return value.toByteArray();
	}

	private static @Nullable String text(@Nullable String contentType, byte[] body) {
		if (contentType == null || !contentType.regionMatches(true, 0, "text/", 0, 5) || !isUtf8(contentType)) {
			return null;
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static boolean isUtf8(String contentType) {
		try {
			return TextDecoder.charsetOf(contentType).equals(StandardCharsets.UTF_8);
		}
		catch (UndecodableException ex) {
			// unknown, which matters to nobody but whoever reads it as text
			return false;
		}
	}

	static CloudEventJson read(byte[] document) {
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new UndecodableException("The body is no CloudEvent in JSON: it is no object", null);
			}
			return read(parser);
		}
		catch (JacksonException ex) {
			throw new UndecodableException("The body is no CloudEvent in JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	private static CloudEventJson read(JsonParser parser) {
		Map<String, String> attributes = new LinkedHashMap<>();
		String text = null;
		byte[] json = null;
		byte[] binary = null;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken token = parser.nextToken();
			if (name.equals(DATA)) {
				text = (token == JsonToken.VALUE_STRING) ? parser.getString() : null;
				json = value(parser);
			}
			else if (name.equals(DATA_BASE64)) {
				binary = decoded(parser.getString());
			}
			else if (token != JsonToken.VALUE_NULL) {
				attributes.put(name, attribute(name, token, parser));
			}
		}
		if (json != null && binary != null) {
			throw new UndecodableException("Not a CloudEvent: 'data' and 'data_base64' exclude each other", null);
		}
		String contentType = attributes.remove(CloudEvents.DATA_CONTENT_TYPE);
		if (json == null) {
			return new CloudEventJson(attributes, contentType, (binary != null) ? binary : new byte[0]);
		}
		byte[] data = (text != null && !isJson(contentType)) ? text.getBytes(TextDecoder.charsetOf(contentType)) : json;
		return new CloudEventJson(attributes, (contentType != null) ? contentType : Codecs.JSON, data);
	}

	private static String attribute(String name, JsonToken token, JsonParser parser) {
		if (!token.isScalarValue()) {
			throw new UndecodableException("Not a CloudEvent: attribute '" + name + "' is no single value", null);
		}
		return parser.getString();
	}

	private static byte[] decoded(@Nullable String base64) {
		try {
			return Base64.getDecoder().decode((base64 != null) ? base64 : "");
		}
		catch (IllegalArgumentException ex) {
			throw new UndecodableException("Not a CloudEvent: 'data_base64' is no Base64", ex);
		}
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return true;
		}
		String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
		return type.endsWith("/json") || type.endsWith("+json");
	}

}
