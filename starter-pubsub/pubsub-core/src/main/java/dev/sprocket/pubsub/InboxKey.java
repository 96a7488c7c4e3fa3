// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;

import dev.sprocket.pubsub.content.CloudEventAttributes;

/**
 * What tells a message from all others that a group handles. Its id alone does not where
 * others choose it: the id of a webhook is unique to its sender, that of a CloudEvent to
 * its source.
 */
final class InboxKey {

	/** As long as an {@link dev.sprocket.pubsub.spi.Inbox} takes, in characters. */
	private static final int MAX = 255;

	private static final String SOURCE = CloudEventAttributes.HEADER_PREFIX + "source";

	private InboxKey() {
	}

	static String of(Message<?> message) {
		String source = message.headers().get(SOURCE);
		String key = message.topic() + ((source != null) ? " " + source : "") + " " + message.id();
		return (key.length() <= MAX) ? key : "sha-256 " + Claim.hash(key.getBytes(StandardCharsets.UTF_8));
	}

}
