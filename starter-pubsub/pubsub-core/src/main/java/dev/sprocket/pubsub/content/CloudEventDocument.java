// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A CloudEvent as one JSON document, for backends that carry events in structured mode:
 * the <a href=
 * "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 * event format</a> of CloudEvents 1.0. Needs Jackson.
 *
 * @param attributes names to values as text, without {@code datacontenttype}
 * @param dataContentType the media type of the data, or {@code null} if it is unknown
 * @param data the data; do not change
 */
public record CloudEventDocument(Map<String, String> attributes, @Nullable String dataContentType, byte[] data) {

	/** What such a document is sent as. */
	public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

	private static final String ENVELOPE = "application/cloudevents";

	private static final MimeType TYPE = new MimeType("application", "cloudevents+json");

	private static final String DATA_BASE64 = "data_base64";

	private static final JsonFactory JSON = new JsonFactory();

	/**
	 * Return whether a body is such a document.
	 * @param contentType its media type, or {@code null}
	 * @return {@code true} if it says so
	 */
	public static boolean isDocument(@Nullable String contentType) {
		MimeType type = parse(contentType);
		return type != null && type.equalsTypeAndSubtype(TYPE);
	}

	/**
	 * Return whether a body is an event, or several, in whatever format. Of these only a
	 * document like this can be read.
	 * @param contentType its media type, or {@code null}
	 * @return {@code true} if it says so
	 */
	public static boolean isEnvelope(@Nullable String contentType) {
		return contentType != null && contentType.regionMatches(true, 0, ENVELOPE, 0, ENVELOPE.length());
	}

	/**
	 * Write the document for others to read: data that is JSON stands in it as it is, up
	 * to white space, text in UTF-8 as a string, anything else in Base64.
	 * @return the document
	 */
	public byte[] write() {
		return write(true);
	}

	/**
	 * Write the document with its data in Base64, which comes back byte for byte.
	 * @return the document
	 */
	public byte[] writeEncoded() {
		return write(false);
	}

	private byte[] write(boolean readable) {
		ByteArrayOutputStream document = new ByteArrayOutputStream(this.data.length + 512);
		try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), document)) {
			generator.writeStartObject();
			this.attributes.forEach(generator::writeStringProperty);
			if (this.dataContentType != null) {
				generator.writeStringProperty(CloudEventAttributes.DATA_CONTENT_TYPE, this.dataContentType);
			}
			if (!readable || !writeReadable(generator)) {
				generator.writeStringProperty(DATA_BASE64, Base64.getEncoder().encodeToString(this.data));
			}
			generator.writeEndObject();
		}
		return document.toByteArray();
	}

	private boolean writeReadable(JsonGenerator generator) {
		byte[] json = isJson(this.dataContentType) ? canonical(this.data) : null;
		if (json != null) {
			generator.writeName(CloudEventAttributes.DATA);
			generator.writeRawValue(new String(json, StandardCharsets.UTF_8));
			return true;
		}
		String text = isText(this.dataContentType) ? text(this.data) : null;
		if (text != null) {
			generator.writeStringProperty(CloudEventAttributes.DATA, text);
		}
		return text != null;
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

	private static @Nullable String text(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/**
	 * Read a document.
	 * @param document the document
	 * @return the event that it is; data without a media type is JSON
	 * @throws IllegalArgumentException if it is none, or has not the attributes that an
	 * event must have; the message says why
	 */
	public static CloudEventDocument read(byte[] document) {
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new IllegalArgumentException("The body is no CloudEvent in JSON: it is no object");
			}
			CloudEventDocument event = read(parser);
			String problem = CloudEventAttributes.problem(event.attributes());
			if (problem != null) {
				throw new IllegalArgumentException("Not a CloudEvent: " + problem);
			}
			return event;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The body is no CloudEvent in JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	private static CloudEventDocument read(JsonParser parser) {
		Map<String, String> attributes = new LinkedHashMap<>();
		String text = null;
		byte[] json = null;
		byte[] binary = null;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken token = parser.nextToken();
			if (name.equals(CloudEventAttributes.DATA)) {
				text = (token == JsonToken.VALUE_STRING) ? parser.getString() : null;
				json = value(parser);
			}
			else if (token != JsonToken.VALUE_NULL) {
				if (name.equals(DATA_BASE64)) {
					binary = decoded(token, parser);
				}
				else {
					attributes.put(name, attribute(name, token, parser));
				}
			}
		}
		if (json != null && binary != null) {
			throw new IllegalArgumentException("Not a CloudEvent: 'data' and 'data_base64' exclude each other");
		}
		String contentType = attributes.remove(CloudEventAttributes.DATA_CONTENT_TYPE);
		if (json == null) {
			return new CloudEventDocument(attributes, contentType, (binary != null) ? binary : new byte[0]);
		}
		byte[] data = (text != null && !isJson(contentType)) ? text.getBytes(charset(contentType)) : json;
		return new CloudEventDocument(attributes,
				(contentType != null) ? contentType : MimeTypeUtils.APPLICATION_JSON_VALUE, data);
	}

	/**
	 * Add attributes to a document; all else stays as it is, up to white space.
	 * @param document a document that can be read
	 * @param attributes names to values, in place of those of the same names
	 * @return the document with them
	 */
	public static byte[] extended(byte[] document, Map<String, String> attributes) {
		ByteArrayOutputStream extended = new ByteArrayOutputStream(document.length + 512);
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document);
				JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), extended)) {
			parser.nextToken();
			generator.writeStartObject();
			attributes.forEach(generator::writeStringProperty);
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				if (attributes.containsKey(parser.currentName())) {
					parser.nextToken();
					parser.skipChildren();
				}
				else {
					generator.copyCurrentStructureExact(parser);
				}
			}
			generator.writeEndObject();
		}
		return extended.toByteArray();
	}

	private static String attribute(String name, JsonToken token, JsonParser parser) {
		if (!token.isScalarValue()) {
			throw new IllegalArgumentException("Not a CloudEvent: attribute '" + name + "' is no single value");
		}
		return parser.getString();
	}

	private static byte[] decoded(JsonToken token, JsonParser parser) {
		try {
			if (token == JsonToken.VALUE_STRING) {
				return Base64.getDecoder().decode(parser.getString());
			}
		}
		catch (IllegalArgumentException ex) {
			// said below
		}
		throw new IllegalArgumentException("Not a CloudEvent: 'data_base64' is no Base64");
	}

	private static boolean isJson(@Nullable String contentType) {
		MimeType type = parse(contentType);
		return contentType == null
				|| (type != null && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json")));
	}

	private static boolean isText(@Nullable String contentType) {
		MimeType type = parse(contentType);
		return type != null && type.getType().equals("text")
				&& (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
	}

	private static Charset charset(@Nullable String contentType) {
		MimeType type = (contentType != null) ? MimeTypeUtils.parseMimeType(contentType) : null;
		return (type != null && type.getCharset() != null) ? type.getCharset() : StandardCharsets.UTF_8;
	}

	// What is no media type is neither JSON nor text.

	private static @Nullable MimeType parse(@Nullable String contentType) {
		try {
			return (contentType != null) ? MimeTypeUtils.parseMimeType(contentType) : null;
		}
		catch (InvalidMimeTypeException ex) {
			return null;
		}
	}

}
