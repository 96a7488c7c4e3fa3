// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
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
		this.lane.positioned(5);
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		assertThat(this.lane.passed()).isNull();
		this.lane.positioned(7);
		assertThat(this.lane.passed()).isEqualTo(new OffsetAndMetadata(7, "note"));
	}

	@Test
	void whenThePositionIsCommittedOnceMoreThenItDoesNotGoBack() {
		this.lane.positioned(7);
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		this.lane.committed(new OffsetAndMetadata(7, "note"));
		assertThat(this.lane.offset(4, null).offset()).isEqualTo(7);
		assertThat(this.lane.offset(7, null).offset()).isEqualTo(8);
	}

	@Test
	void whenALaterCommitWasAnsweredFirstThenTheEarlierAnswerChangesNothing() {
		this.lane.positioned(9);
		this.lane.settled(new OffsetAndMetadata(8, "later"));
		this.lane.settled(new OffsetAndMetadata(5, "earlier"));
		assertThat(this.lane.passed()).isEqualTo(new OffsetAndMetadata(9, "later"));
	}

	@Test
	void whenACommitIsOfBeforeTheClientWentBackThenItsAnswerChangesNothing() {
		this.lane.positioned(6);
		this.lane.settled(new OffsetAndMetadata(10, "before"));
		this.lane.settled(new OffsetAndMetadata(5, "since"));
		assertThat(this.lane.passed()).isEqualTo(new OffsetAndMetadata(6, "since"));
	}

}
