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

	private static final Uuid TOPIC = Uuid.randomUuid();

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "1;100;a+4=2;d+2-3+1", " ", "two\nlines" })
	void whenItIsCommittedThenItIsReadAgain(@Nullable String text) {
		KafkaNote note = new KafkaNote(TOPIC, text);
		assertThat(KafkaNote.of(new OffsetAndMetadata(5, note.metadata()))).isEqualTo(note);
	}

	@Test
	void whenNothingIsCommittedThenThereIsNoNote() {
		assertThat(KafkaNote.of(null)).isEqualTo(new KafkaNote(null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "note", "1;100;d+2-3+1 and so on and on" })
	void whenNoTopicIsNamedThenItIsTakenForThatWhichIsThere(String text) {
		KafkaNote note = KafkaNote.of(new OffsetAndMetadata(5, text));
		assertThat(note).isEqualTo(new KafkaNote(null, text));
		assertThat(note.isOfOtherThan(TOPIC)).isFalse();
	}

	@Test
	void whenAnotherTopicIsNamedThenItIsOfThatOne() {
		KafkaNote note = new KafkaNote(TOPIC, null);
		assertThat(note.isOfOtherThan(TOPIC)).isFalse();
		assertThat(note.isOfOtherThan(Uuid.randomUuid())).isTrue();
	}

}
