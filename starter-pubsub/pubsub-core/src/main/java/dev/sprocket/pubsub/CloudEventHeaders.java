// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.pubsub.spi.PercentText;

/**
 * The attributes of a CloudEvent as headers. Written with the prefix of the Kafka
 * binding, {@code ce_}, on every backend: it is a name everywhere, JMS included, which
 * allows no dash. Read with the prefixes of the bindings for HTTP and NATS, too, whose
 * values are percent-encoded, and of that for AMQP.
 */
final class CloudEventHeaders {

	static final String NAME = CloudEventAttributes.HEADER_PREFIX;

	private static final String HTTP = "ce-";

	private static final List<String> PREFIXES = List.of(NAME, HTTP, "cloudEvents:", "cloudEvents_");

	private static final List<String> MARKS = PREFIXES.stream().map((prefix) -> prefix + "specversion").toList();

	private CloudEventHeaders() {
	}

	/**
	 * Return the prefix of the attributes of an event in binary mode.
	 * @param headers the headers of a message
	 * @return the prefix, or {@code null} if it is no such event
	 */
	static @Nullable String prefix(Map<String, String> headers) {
		for (int i = 0; i < MARKS.size(); i++) {
			if (headers.containsKey(MARKS.get(i))) {
				return PREFIXES.get(i);
			}
		}
		return null;
	}

	static Map<String, String> withAttributes(Map<String, String> headers, Map<String, String> attributes) {
		Map<String, String> all = new LinkedHashMap<>(headers);
		attributes.forEach((name, value) -> all.put(NAME + name, value));
		return all;
	}

	static Map<String, String> withoutAttributes(Map<String, String> headers) {
		Map<String, String> rest = new LinkedHashMap<>(headers);
		rest.keySet().removeIf((name) -> name.startsWith(NAME));
		return rest;
	}

	/**
	 * Give the attributes of an event the names that they have here.
	 * @param headers its headers
	 * @param prefix what the names of its attributes begin with
	 * @return all its headers
	 */
	static Map<String, String> renamed(Map<String, String> headers, String prefix) {
		Map<String, String> renamed = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			boolean attribute = name.startsWith(prefix);
			renamed.put(attribute ? NAME + name.substring(prefix.length()) : name,
					(attribute && prefix.equals(HTTP)) ? PercentText.decode(value) : value);
		});
		return renamed;
	}

}
