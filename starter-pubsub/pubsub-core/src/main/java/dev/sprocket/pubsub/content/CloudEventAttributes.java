// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message that came as a CloudEvent 1.0, in whichever mode. Its data
 * is the payload of the message, and the media type of that the content type.
 *
 * @param id names the event; with the source it is unique
 * @param source who published it: a URI reference
 * @param type what has happened
 * @param subject what it has happened to, or {@code null}
 * @param dataSchema the schema of its data: a URI, or {@code null}
 * @param time when it has happened, or {@code null}
 * @param extensions all other attributes, such as {@code partitionkey} and
 * {@code traceparent}, by name
 */
public record CloudEventAttributes(String id, String source, String type, @Nullable String subject,
		@Nullable String dataSchema, @Nullable Instant time, Map<String, String> extensions) {

	/** What the names of the headers that are attributes begin with. */
	public static final String HEADER_PREFIX = "ce_";

	static final String SPEC_VERSION = "specversion";

	static final String VERSION = "1.0";

	static final String ID = "id";

	static final String SOURCE = "source";

	static final String TYPE = "type";

	static final String TIME = "time";

	static final String DATA = "data";

	static final String DATA_CONTENT_TYPE = "datacontenttype";

	private static final List<String> REQUIRED = List.of(SPEC_VERSION, ID, SOURCE, TYPE);

	private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

	/**
	 * Return the attributes of a message. They are among its headers, each with the
	 * prefix {@link #HEADER_PREFIX}.
	 * @param headers the headers of a message that a handler was given or that was
	 * decoded
	 * @return the attributes; empty for a message that came as no CloudEvent
	 */
	public static Optional<CloudEventAttributes> of(Map<String, String> headers) {
		Map<String, String> rest = among(headers);
		if (rest.remove(SPEC_VERSION) == null) {
			return Optional.empty();
		}
		String time = rest.remove(TIME);
		return Optional.of(new CloudEventAttributes(required(rest, ID), required(rest, SOURCE), required(rest, TYPE),
				rest.remove("subject"), rest.remove("dataschema"),
				(time != null) ? OffsetDateTime.parse(time).toInstant() : null, Map.copyOf(rest)));
	}

	private static String required(Map<String, String> attributes, String name) {
		String value = attributes.remove(name);
		return (value != null) ? value : "";
	}

	/**
	 * Return those headers of a message that are attributes of an event.
	 * @param headers the headers
	 * @return names, without {@link #HEADER_PREFIX}, to values; a copy
	 */
	public static Map<String, String> among(Map<String, String> headers) {
		Map<String, String> attributes = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			if (name.startsWith(HEADER_PREFIX)) {
				attributes.put(name.substring(HEADER_PREFIX.length()), value);
			}
		});
		return attributes;
	}

	/**
	 * Return what is wrong with the attributes of an event, by section 3 of CloudEvents
	 * 1.0, "Context Attributes".
	 * @param attributes names to values
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable String problem(Map<String, String> attributes) {
		for (String name : REQUIRED) {
			String value = attributes.get(name);
			if (value == null || value.isEmpty()) {
				return "attribute '" + name + "' is " + ((value != null) ? "empty" : "missing");
			}
		}
		if (!VERSION.equals(attributes.get(SPEC_VERSION))) {
			return "attribute 'specversion' is '" + attributes.get(SPEC_VERSION) + "', not " + VERSION;
		}
		String time = attributes.get(TIME);
		return (time == null || isTimestamp(time)) ? null
				: "attribute 'time' is '" + time + "', no timestamp of RFC 3339";
	}

	private static boolean isTimestamp(String text) {
		try {
			OffsetDateTime.parse(text);
			return true;
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	/**
	 * Return whether a message can have an attribute of that name: one of the characters
	 * a-z and 0-9, but neither {@code data}, which is its body, nor
	 * {@code datacontenttype}, which is its content type.
	 * @param name the name
	 * @return {@code true} if it can
	 */
	public static boolean isName(String name) {
		return NAME.matcher(name).matches() && !name.equals(DATA) && !name.equals(DATA_CONTENT_TYPE);
	}

}
