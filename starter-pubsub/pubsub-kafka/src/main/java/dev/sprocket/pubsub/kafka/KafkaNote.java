// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What is committed beside an offset: of which topic it is, since one that is created
 * under the name of a deleted one has other messages at the same offsets; on which
 * cluster, since what copies a group to another (MirrorMaker) translates its offsets and
 * nothing else; of which leader, so that a client notices if a later one lacks the end of
 * the log; and the note of the engine. The leader is not in the field that Kafka has for
 * it: there, a client that knows the topic that was deleted would believe it of its
 * successor.
 *
 * @param topic the id of the topic, or {@code null} if it is not known
 * @param cluster as in {@link KafkaTopicId}, or {@code null} if it is not known
 * @param epoch the epoch of the leader that the offset was read from, or {@code null} if
 * it is not known
 * @param text the note of the engine, if there is one
 */
record KafkaNote(@Nullable Uuid topic, @Nullable Uuid cluster, @Nullable Integer epoch, @Nullable String text) {

	private static final Pattern METADATA = Pattern.compile("([\\w-]{22}) ([\\w-]{22}) (\\d{0,9}) (.*)",
			Pattern.DOTALL);

	KafkaNote(KafkaTopicId id, @Nullable Integer epoch, @Nullable String text) {
		this(id.topic(), id.cluster(), epoch, text);
	}

	static KafkaNote of(@Nullable OffsetAndMetadata committed) {
		if (committed == null) {
			return new KafkaNote(null, null, null, null);
		}
		Matcher matcher = METADATA.matcher(committed.metadata());
		if (!matcher.matches()) {
			return new KafkaNote(null, null, null, textOf(committed.metadata()));
		}
		String epoch = textOf(matcher.group(3));
		return new KafkaNote(Uuid.fromString(matcher.group(1)), Uuid.fromString(matcher.group(2)),
				(epoch != null) ? Integer.valueOf(epoch) : null, textOf(matcher.group(4)));
	}

	private static @Nullable String textOf(String text) {
		return text.isEmpty() ? null : text;
	}

	/**
	 * Return whether the offset is one of another cluster, translated.
	 * @param now the topic that is there
	 * @return {@code true} if both clusters are known, and differ
	 */
	boolean isOfOtherCluster(KafkaTopicId now) {
		return this.cluster != null && !this.cluster.equals(now.cluster());
	}

	/**
	 * Return whether the offset is one of a topic that was deleted.
	 * @param now the topic that is there
	 * @return {@code true} if both topics are known, and differ on one cluster
	 */
	boolean isOfOtherTopic(KafkaTopicId now) {
		return this.topic != null && !this.topic.equals(now.topic()) && !isOfOtherCluster(now);
	}

	String metadata() {
		return this.topic + " " + this.cluster + " " + Objects.toString(this.epoch, "") + " "
				+ Objects.toString(this.text, "");
	}

}
