// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

	/**
	 * Return the attributes of a message. They are among its headers, each with the
	 * prefix {@link #HEADER_PREFIX}.
	 * @param headers the headers of a message that a handler was given or that was
	 * decoded
	 * @return the attributes; empty for a message that came as no CloudEvent
	 */
	public static Optional<CloudEventAttributes> of(Map<String, String> headers) {
		if (!headers.containsKey(HEADER_PREFIX + "specversion")) {
			return Optional.empty();
		}
		Map<String, String> rest = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			if (name.startsWith(HEADER_PREFIX)) {
				rest.put(name.substring(HEADER_PREFIX.length()), value);
			}
		});
		rest.remove("specversion");
		String time = rest.remove("time");
		return Optional.of(new CloudEventAttributes(required(rest, "id"), required(rest, "source"),
				required(rest, "type"), rest.remove("subject"), rest.remove("dataschema"),
				(time != null) ? OffsetDateTime.parse(time).toInstant() : null, Map.copyOf(rest)));
	}

	private static String required(Map<String, String> attributes, String name) {
		String value = attributes.remove(name);
		return (value != null) ? value : "";
	}

}
