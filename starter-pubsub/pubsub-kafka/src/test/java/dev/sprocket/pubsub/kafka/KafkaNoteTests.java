// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaNoteTests {

	private static final KafkaTopicId TOPIC = KafkaTopicId.of("cluster", Uuid.randomUuid());

	private static final KafkaTopicId CREATED_ANEW = KafkaTopicId.of("cluster", Uuid.randomUuid());

	private static final KafkaTopicId ELSEWHERE = KafkaTopicId.of("other", Uuid.randomUuid());

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "1;100;a+4=2;d+2-3+1", " ", "two\nlines" })
	void whenItIsCommittedThenItIsReadAgain(@Nullable String text) {
		for (Integer epoch : new Integer[] { null, 0, 4711 }) {
			KafkaNote note = new KafkaNote(TOPIC, epoch, text);
			assertThat(KafkaNote.of(new OffsetAndMetadata(5, note.metadata()))).isEqualTo(note);
		}
	}

	@Test
	void whenNothingIsCommittedThenThereIsNoNote() {
		assertThat(KafkaNote.of(null)).isEqualTo(new KafkaNote(null, null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "note", "1;100;d+2-3+1 and so on and on" })
	void whenNoTopicIsNamedThenItIsTakenForThatWhichIsThere(String text) {
		KafkaNote note = KafkaNote.of(new OffsetAndMetadata(5, text));
		assertThat(note).isEqualTo(new KafkaNote(null, null, null, text));
		assertThat(note.isOfOtherTopic(TOPIC)).isFalse();
		assertThat(note.isOfOtherCluster(TOPIC)).isFalse();
	}

	@Test
	void whenAnotherTopicIsNamedThenItIsOfThatOneUnlessTheClusterIsAnother() {
		KafkaNote note = new KafkaNote(TOPIC, 7, null);
		assertThat(note.isOfOtherTopic(TOPIC)).isFalse();
		assertThat(note.isOfOtherTopic(CREATED_ANEW)).isTrue();
		assertThat(note.isOfOtherCluster(CREATED_ANEW)).isFalse();
		assertThat(note.isOfOtherTopic(ELSEWHERE)).isFalse();
		assertThat(note.isOfOtherCluster(ELSEWHERE)).isTrue();
	}

	@Test
	void whateverTheIdsAreItFitsBesideTheLongestNoteOfTheEngine() {
		KafkaTopicId topic = KafkaTopicId.of("a".repeat(200), Uuid.randomUuid());
		assertThat(new KafkaNote(topic, 999_999_999, "n".repeat(4000)).metadata()).hasSizeLessThanOrEqualTo(4096);
	}

}
