// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Optional;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Lane;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the group is said to be behind messages that are settled.
 */
class KafkaLaneTests {

	private static final KafkaTopicId TOPIC = KafkaTopicId.of("cluster", Uuid.randomUuid());

	private final KafkaLane lane = new KafkaLane(new Lane("0"), TOPIC, null);

	@Test
	void whenWhatFollowsTheLastMessageIsNoneThenItIsPassed() {
		this.lane.positioned(at(5, 1));
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		assertThat(this.lane.passed()).isNull();
		this.lane.positioned(at(7, 2));
		assertThat(this.lane.passed()).isEqualTo(passed(7, "note"));
	}

	@Test
	void whenThePositionIsCommittedOnceMoreThenItDoesNotGoBack() {
		this.lane.positioned(at(7, 2));
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		this.lane.committed(new OffsetAndMetadata(7, "note"));
		assertThat(this.lane.offset(4, null).offset()).isEqualTo(7);
		assertThat(this.lane.offset(7, null).offset()).isEqualTo(8);
	}

	@Test
	void whenALaterCommitWasAnsweredFirstThenTheEarlierAnswerChangesNothing() {
		this.lane.positioned(at(9, 2));
		this.lane.settled(new OffsetAndMetadata(8, "later"));
		this.lane.settled(new OffsetAndMetadata(5, "earlier"));
		assertThat(this.lane.passed()).isEqualTo(passed(9, "later"));
	}

	@Test
	void whenTheLeaderHasChangedThenWhatIsCommittedIsOfTheOneThatWasReadLast() {
		this.lane.positioned(at(5, 1));
		assertThat(KafkaNote.of(this.lane.offset(4, null)).epoch()).isEqualTo(1);
		this.lane.positioned(at(8, 3));
		assertThat(KafkaNote.of(this.lane.offset(4, null)).epoch()).isEqualTo(3);
		this.lane.positioned(at(8, null));
		assertThat(KafkaNote.of(this.lane.offset(7, null)).epoch()).isEqualTo(3);
		this.lane.positioned(at(9, null));
		assertThat(KafkaNote.of(this.lane.offset(8, null)).epoch()).isNull();
	}

	private static OffsetAndMetadata at(long offset, @Nullable Integer epoch) {
		return new OffsetAndMetadata(offset, Optional.ofNullable(epoch), "");
	}

	private static OffsetAndMetadata passed(long offset, String note) {
		return new OffsetAndMetadata(offset, new KafkaNote(TOPIC, 2, note).metadata());
	}

	@Test
	void whenACommitIsOfBeforeTheClientWentBackThenItsAnswerChangesNothing() {
		this.lane.positioned(at(6, 2));
		this.lane.settled(new OffsetAndMetadata(10, "before"));
		this.lane.settled(new OffsetAndMetadata(5, "since"));
		assertThat(this.lane.passed()).isEqualTo(passed(6, "since"));
	}

}
