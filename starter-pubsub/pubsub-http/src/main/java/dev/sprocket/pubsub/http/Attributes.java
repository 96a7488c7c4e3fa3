// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.HeaderText;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * A message as the attributes of a CloudEvent (version 1.0.2), and back. One that is an
 * event already keeps its attributes. Of any other a header whose name may be that of an
 * extension is one. All other headers travel together in the extension {@value #PACKED}.
 */
final class Attributes {

	static final String CONTENT_TYPE = "datacontenttype";

	private static final String PACKED = "sprocketheaders";

	private static final String ATTEMPT = "sprocketattempt";

	/** Among the packed headers: the message is an event itself. */
	private static final String EVENT = ReservedHeaders.PREFIX + "event";

	/** Among the packed headers: the key, where an attribute says another one. */
	private static final String OWN_KEY = ReservedHeaders.PREFIX + "key";

	private static final String ID = "id";

	private static final String TIME = "time";

	private static final String KEY = "partitionkey";

	private static final String PREFIX = CloudEventAttributes.HEADER_PREFIX;

	private static final Set<String> NO_EXTENSIONS = Set.of("specversion", ID, "source", "type", "subject", TIME,
			"dataschema", KEY, PACKED, ATTEMPT);

	private static final int LONGEST_NAME = 20;

	private Attributes() {
	}

	/**
	 * Return the attributes of a message; its content type is not among them.
	 * @param event the message
	 * @param policy what they are if the message is no event yet
	 * @param topic its topic
	 * @return names to values, none of them with a colon or an upper-case letter
	 */
	static Map<String, String> of(Event event, CloudEventPolicy policy, String topic) {
		Map<String, String> own = CloudEventAttributes.among(event.headers());
		if (isEvent(own)) {
			own.putAll(besides(own, event));
			return own;
		}
		Map<String, String> headers = new LinkedHashMap<>(event.headers());
		headers.put(ReservedHeaders.ID, event.id());
		Map<String, String> attributes = policy.attributes(topic, event.key(), headers);
		if (!isEvent(attributes)) {
			attributes = policy.attributes(topic, event.key(), Map.of(ReservedHeaders.ID, event.id()));
		}
		Map<String, String> packed = new LinkedHashMap<>();
		for (Map.Entry<String, String> header : event.headers().entrySet()) {
			boolean extension = isExtension(header.getKey()) && !header.getValue().isEmpty();
			if (extension && !headers.containsKey(PREFIX + header.getKey())) {
				attributes.put(header.getKey(), header.getValue());
			}
			else {
				packed.put(header.getKey(), header.getValue());
			}
		}
		attributes.putAll(ours(packed, attributes, event));
		return attributes;
	}

	/**
	 * Return what a message that is an event takes along besides its attributes.
	 * @param attributes its attributes
	 * @param event the message
	 * @return attributes of ours
	 */
	static Map<String, String> besides(Map<String, String> attributes, Event event) {
		Map<String, String> packed = new LinkedHashMap<>(event.headers());
		packed.keySet().removeIf((name) -> name.startsWith(PREFIX));
		packed.put(EVENT, "true");
		return ours(packed, attributes, event);
	}

	// What the receiver has from elsewhere is left out.

	private static Map<String, String> ours(Map<String, String> packed, Map<String, String> attributes, Event event) {
		Map<String, String> ours = new LinkedHashMap<>();
		packed.remove(ReservedHeaders.CONTENT_TYPE);
		packed.remove(ReservedHeaders.REDRIVE_GROUP);
		packed.put(ReservedHeaders.ID, event.id());
		packed.remove(ReservedHeaders.ID, attributes.get(ID));
		packed.remove(ReservedHeaders.PUBLISHED_AT, attributes.get(TIME));
		String key = event.key();
		if (key != null && !key.equals(attributes.getOrDefault(KEY, key))) {
			packed.put(OWN_KEY, key);
		}
		else if (key != null) {
			ours.put(KEY, key);
		}
		ours.put(ATTEMPT, String.valueOf(event.attempt()));
		if (!packed.isEmpty()) {
			ours.put(PACKED, HeaderText.write(packed));
		}
		return ours;
	}

	private static boolean isEvent(Map<String, String> attributes) {
		return CloudEventAttributes.problem(attributes) == null && attributes.entrySet()
			.stream()
			.allMatch((each) -> CloudEventAttributes.isName(each.getKey()) && !each.getValue().isEmpty());
	}

	private static boolean isExtension(String name) {
		return CloudEventAttributes.isName(name) && name.length() <= LONGEST_NAME && !NO_EXTENSIONS.contains(name);
	}

	/**
	 * Return the message that an event is. Unless we made the event of a message that was
	 * none, its attributes are headers as those of any event.
	 * @param attributes the attributes
	 * @param body the payload
	 * @return the message
	 */
	static Event event(Map<String, String> attributes, byte[] body) {
		Map<String, String> packed = HeaderText.read(attributes.getOrDefault(PACKED, ""));
		boolean event = packed.remove(EVENT) != null || !attributes.containsKey(ATTEMPT);
		String key = packed.remove(OWN_KEY);
		Map<String, String> headers = new LinkedHashMap<>();
		attributes.forEach((name, value) -> {
			if (event && !name.equals(CONTENT_TYPE) && !name.equals(ATTEMPT) && !name.equals(PACKED)) {
				headers.put(PREFIX + name, value);
			}
			else if (!event && isExtension(name) && !packed.containsKey(PREFIX + name)) {
				headers.put(name, value);
			}
		});
		put(headers, ReservedHeaders.ID, attributes.get(ID));
		put(headers, ReservedHeaders.PUBLISHED_AT, attributes.get(TIME));
		put(headers, ReservedHeaders.CONTENT_TYPE, attributes.get(CONTENT_TYPE));
		headers.putAll(packed);
		return new Event(headers.getOrDefault(ReservedHeaders.ID, ""), (key != null) ? key : attributes.get(KEY),
				number(attributes.get(ATTEMPT)), headers, body);
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
