// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * How messages become CloudEvents. A header {@code ce_<attribute>} of a message, such as
 * {@code ce_type} or {@code ce_subject}, comes before what is said here.
 *
 * @param mode whether they do
 * @param source who publishes: a URI reference, such as {@code /orders}
 * @param type what has happened, such as {@code com.example.order.placed}, or
 * {@code null} for the name of the topic
 */
public record CloudEventPolicy(CloudEventMode mode, String source, @Nullable String type) {

	/** Nothing is published as a CloudEvent. */
	public static final CloudEventPolicy NONE = new CloudEventPolicy(CloudEventMode.NONE, "/", null);

	public CloudEventPolicy {
		if (!isSource(source)) {
			throw new IllegalArgumentException("The source of CloudEvents must be a URI reference, such as "
					+ "/orders or https://example.com/orders, not '" + source + "'");
		}
	}

	/**
	 * Return the attributes of a message as an event.
	 * @param topic its topic
	 * @param key its key, or {@code null}
	 * @param headers its headers
	 * @return names to values; its headers may have made them such that they are those of
	 * no event: {@link CloudEventAttributes#problem}
	 */
	public Map<String, String> attributes(String topic, @Nullable String key, Map<String, String> headers) {
		Map<String, String> attributes = new LinkedHashMap<>();
		attributes.put(CloudEventAttributes.SPEC_VERSION, CloudEventAttributes.VERSION);
		put(attributes, CloudEventAttributes.ID, headers.get(ReservedHeaders.ID));
		attributes.put(CloudEventAttributes.SOURCE, this.source);
		attributes.put(CloudEventAttributes.TYPE, (this.type != null) ? this.type : topic);
		put(attributes, CloudEventAttributes.TIME, headers.get(ReservedHeaders.PUBLISHED_AT));
		put(attributes, "partitionkey", key);
		put(attributes, "traceparent", headers.get("traceparent"));
		put(attributes, "tracestate", headers.get("tracestate"));
		attributes.putAll(CloudEventAttributes.among(headers));
		return attributes;
	}

	// An attribute that is there is not empty.

	private static void put(Map<String, String> attributes, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			attributes.put(name, value);
		}
	}

	/**
	 * Return whether a text can be the source of a CloudEvent.
	 * @param text the text
	 * @return whether it is a URI reference and not empty
	 */
	public static boolean isSource(String text) {
		try {
			new URI(text);
			return !text.isEmpty();
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

}
