// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Lane;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the group is said to be behind messages that are settled.
 */
class KafkaLaneTests {

	private final KafkaLane lane = new KafkaLane(new Lane("0"), null);

	@Test
	void whenWhatFollowsTheLastMessageIsNoneThenItIsPassed() {
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		assertThat(this.lane.passed()).isNull();
		this.lane.positioned(7);
		assertThat(this.lane.passed()).isEqualTo(new OffsetAndMetadata(7, "note"));
	}

	@Test
	void whenThePositionIsCommittedOnceMoreThenItDoesNotGoBack() {
		this.lane.settled(new OffsetAndMetadata(5, "note"));
		this.lane.committed(new OffsetAndMetadata(7, "note"));
		assertThat(this.lane.offset(4)).isEqualTo(7);
		assertThat(this.lane.offset(7)).isEqualTo(8);
	}

	@Test
	void whenALaterCommitWasAnsweredFirstThenTheEarlierAnswerChangesNothing() {
		this.lane.settled(new OffsetAndMetadata(8, "later"));
		this.lane.settled(new OffsetAndMetadata(5, "earlier"));
		this.lane.positioned(9);
		assertThat(this.lane.passed()).isEqualTo(new OffsetAndMetadata(9, "later"));
	}

}
