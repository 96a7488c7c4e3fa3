// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.HeaderText;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * The headers of a message as attributes of a CloudEvent (version 1.0.2), and back. A
 * header whose name may be that of an extension is one; all others travel together in the
 * extension {@value #PACKED}.
 */
final class Attributes {

	static final String PACKED = "sprocketheaders";

	static final String ATTEMPT = "sprocketattempt";

	static final String KEY = "partitionkey";

	static final String CONTENT_TYPE = "datacontenttype";

	private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");

	private static final Set<String> CONTEXT = Set.of("specversion", "id", "source", "type", "subject", "time",
			"dataschema", CONTENT_TYPE);

	private static final Set<String> TAKEN = Set.of("data", KEY, PACKED, ATTEMPT);

	private static final String FOREIGN = "ce-";

	private Attributes() {
	}

	/**
	 * Return the attributes of a message; its content type is not among them.
	 * @param event the message
	 * @param source where it comes from
	 * @param topic its topic, which is the type of the event
	 * @return names to values, none of them with a colon or an upper-case letter
	 */
	static Map<String, String> of(Event event, String source, String topic) {
		Map<String, String> headers = event.headers();
		Map<String, String> attributes = new LinkedHashMap<>();
		attributes.put("specversion", "1.0");
		attributes.put("id", event.id());
		attributes.put("source", headers.getOrDefault(FOREIGN + "source", source));
		attributes.put("type", headers.getOrDefault(FOREIGN + "type", topic));
		Map<String, String> packed = new LinkedHashMap<>();
		headers.forEach((name, value) -> add(name, value, attributes, packed));
		if (event.key() != null) {
			attributes.put(KEY, event.key());
		}
		attributes.put(ATTEMPT, String.valueOf(event.attempt()));
		if (!packed.isEmpty()) {
			attributes.put(PACKED, HeaderText.write(packed));
		}
		return attributes;
	}

	private static void add(String name, String value, Map<String, String> attributes, Map<String, String> packed) {
		if (name.equals(ReservedHeaders.PUBLISHED_AT) && isTime(value)) {
			attributes.put("time", value);
		}
		else if (NAME.matcher(name).matches() && !value.isEmpty() && !CONTEXT.contains(name) && !TAKEN.contains(name)) {
			attributes.put(name, value);
		}
		else if (!name.equals(ReservedHeaders.ID) && !name.equals(ReservedHeaders.CONTENT_TYPE)
				&& !name.equals(ReservedHeaders.REDRIVE_GROUP)) {
			packed.put(name, value);
		}
	}

	private static boolean isTime(String value) {
		try {
			return Instant.parse(value) != null;
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	/**
	 * Return the message that an event is. Of an event that was not sent by this module
	 * the context is in headers that begin with {@code ce-}.
	 * @param attributes the attributes
	 * @param body the payload
	 * @return the message
	 */
	static Event event(Map<String, String> attributes, byte[] body) {
		boolean ours = attributes.containsKey(ATTEMPT);
		Map<String, String> headers = new LinkedHashMap<>();
		attributes.forEach((name, value) -> {
			if (!CONTEXT.contains(name)) {
				if (!TAKEN.contains(name)) {
					headers.put(name, value);
				}
			}
			else if (!ours) {
				headers.put(FOREIGN + name, value);
			}
		});
		headers.remove(FOREIGN + CONTENT_TYPE);
		headers.putAll(HeaderText.read(attributes.getOrDefault(PACKED, "")));
		String id = attributes.getOrDefault("id", "");
		headers.put(ReservedHeaders.ID, id);
		put(headers, ReservedHeaders.PUBLISHED_AT, attributes.get("time"));
		put(headers, ReservedHeaders.CONTENT_TYPE, attributes.get(CONTENT_TYPE));
		return new Event(id, attributes.get(KEY), number(attributes.get(ATTEMPT)), headers, body);
	}

	private static void put(Map<String, String> headers, String name, @Nullable String value) {
		if (value != null) {
			headers.put(name, value);
		}
	}

	static int number(@Nullable String text) {
		try {
			return (text != null) ? Math.max(0, Integer.parseInt(text)) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
