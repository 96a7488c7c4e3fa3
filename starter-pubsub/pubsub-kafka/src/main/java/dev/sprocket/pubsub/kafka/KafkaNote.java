// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What is committed beside an offset: of which topic it is, since one that is created
 * under the name of a deleted one has other messages at the same offsets, and the note of
 * the engine.
 *
 * @param topic the id of the topic, or {@code null} if it is not known
 * @param text the note of the engine, if there is one
 */
record KafkaNote(@Nullable Uuid topic, @Nullable String text) {

	private static final Pattern METADATA = Pattern.compile("([A-Za-z0-9_-]{22}) (.*)", Pattern.DOTALL);

	static KafkaNote of(@Nullable OffsetAndMetadata committed) {
		if (committed == null) {
			return new KafkaNote(null, null);
		}
		Matcher matcher = METADATA.matcher(committed.metadata());
		return matcher.matches() ? new KafkaNote(Uuid.fromString(matcher.group(1)), textOf(matcher.group(2)))
				: new KafkaNote(null, textOf(committed.metadata()));
	}

	private static @Nullable String textOf(String text) {
		return text.isEmpty() ? null : text;
	}

	boolean isOfOtherThan(Uuid topic) {
		return this.topic != null && !this.topic.equals(topic);
	}

	String metadata() {
		return this.topic + " " + ((this.text != null) ? this.text : "");
	}

}
