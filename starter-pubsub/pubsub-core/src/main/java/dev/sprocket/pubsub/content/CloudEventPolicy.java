// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

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
		if (source.isEmpty() || !isUriReference(source)) {
			throw new IllegalArgumentException("The source of CloudEvents must be a URI reference, such as "
					+ "/orders or https://example.com/orders, not '" + source + "'");
		}
	}

	private static boolean isUriReference(String text) {
		try {
			new URI(text);
			return true;
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

}
