// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message as SNS and SQS take it.
 *
 * @param body its text, not empty
 * @param attributes its attributes, 10 at most
 * @param groupId the FIFO group, or {@code null} on a standard topic
 * @param deduplicationId by which FIFO knows it again, or {@code null} on a standard
 * topic
 */
record WireMessage(String body, Map<String, String> attributes, @Nullable String groupId,
		@Nullable String deduplicationId) {

	/** The type of every attribute, which counts toward the size. */
	static final String TEXT = "String";

	/**
	 * Return its size as AWS counts it.
	 * @return bytes of the body and of names, types and values of all attributes
	 */
	int bytes() {
		int bytes = utf8Length(this.body);
		for (Map.Entry<String, String> attribute : this.attributes.entrySet()) {
			bytes += utf8Length(attribute.getKey()) + TEXT.length() + utf8Length(attribute.getValue());
		}
		return bytes;
	}

	static int utf8Length(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
