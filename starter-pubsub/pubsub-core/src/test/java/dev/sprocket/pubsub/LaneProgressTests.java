// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is committed when messages of a lane finish in any order.
 */
class LaneProgressTests {

	private static final Lane LANE = new Lane("orders-0");

	private final LaneProgress progress = new LaneProgress(LANE, null);

	private void begin(LaneProgress lane, long from, long to) {
		for (long position = from; position <= to; position++) {
			lane.begin(position);
		}
	}

	private static Settlement.@Nullable AckThrough commit(LaneProgress lane) {
		return (Settlement.AckThrough) lane.commit(true);
	}

	@Test
	void whenAnEarlierMessageIsAtWorkThenTheCommitDoesNotPassIt() {
		begin(this.progress, 10, 14);
		this.progress.finish(11);
		this.progress.finish(13);
		assertThat(commit(this.progress)).isEqualTo(new Settlement.AckThrough(LANE, 9, "1;9;d+2+2"));
		this.progress.finish(10);
		assertThat(commit(this.progress)).isEqualTo(new Settlement.AckThrough(LANE, 11, "1;11;d+2"));
		this.progress.finish(12);
		assertThat(commit(this.progress)).isEqualTo(new Settlement.AckThrough(LANE, 13, null));
	}

	@Test
	void whenNothingChangedThenNothingIsCommitted() {
		begin(this.progress, 0, 2);
		assertThat(this.progress.commit(true)).isNull();
		this.progress.finish(0);
		assertThat(this.progress.commit(true)).isNotNull();
		assertThat(this.progress.commit(true)).isNull();
	}

	@Test
	void whenACommitFailedThenItIsMadeAgain() {
		begin(this.progress, 0, 0);
		this.progress.finish(0);
		Settlement first = this.progress.commit(true);
		this.progress.repeat();
		assertThat(this.progress.commit(true)).isEqualTo(first);
	}

	@Test
	void whenACommitWasOnlySentThenOnlyASureOneSaysTheSameAgain() {
		this.progress.begin(1);
		this.progress.finish(1);
		Settlement sent = this.progress.commit(false);
		assertThat(this.progress.commit(false)).isNull();
		assertThat(this.progress.isUncommitted()).isTrue();
		assertThat(this.progress.commit(true)).isEqualTo(sent);
		assertThat(this.progress.isUncommitted()).isFalse();
		assertThat(this.progress.commit(true)).isNull();
	}

	@Test
	void positionsWithGapsAreCommittedOneByOne() {
		this.progress.begin(5);
		this.progress.begin(9);
		this.progress.finish(5);
		assertThat(commit(this.progress)).isEqualTo(new Settlement.AckThrough(LANE, 5, null));
		this.progress.finish(9);
		assertThat(commit(this.progress)).isEqualTo(new Settlement.AckThrough(LANE, 9, null));
	}

	@Test
	void theNextOwnerSkipsWhatIsDoneAndGoesOnCounting() {
		begin(this.progress, 10, 14);
		this.progress.finish(11);
		this.progress.finish(12);
		this.progress.failed(13, 3);
		Settlement.AckThrough commit = commit(this.progress);
		assertThat(commit).isNotNull();
		LaneProgress next = new LaneProgress(LANE, commit.note());
		assertThat(next.begin(10)).isZero();
		assertThat(next.begin(11)).isEqualTo(-1);
		assertThat(next.begin(12)).isEqualTo(-1);
		assertThat(next.begin(13)).isEqualTo(3);
		assertThat(next.begin(14)).isZero();
		next.finish(10);
		assertThat(commit(next)).isEqualTo(new Settlement.AckThrough(LANE, 12, "1;12;a+1=3"));
	}

	@Test
	void whatTheNoteSaysOfMessagesNotYetFetchedIsKept() {
		LaneProgress next = new LaneProgress(LANE, "1;9;a+6=2;d+2+2");
		next.begin(10);
		next.finish(10);
		assertThat(commit(next)).isEqualTo(new Settlement.AckThrough(LANE, 10, "1;10;a+5=2;d+1+2"));
	}

	@Test
	void aMessageThatWasCommittedAndComesAgainIsDone() {
		begin(this.progress, 1, 2);
		this.progress.finish(1);
		assertThat(this.progress.begin(1)).isEqualTo(-1);
	}

	@Test
	void whenAPositionOfTheNoteBeforeNeverComesThenLaterNotesAreRead() {
		LaneProgress next = new LaneProgress(LANE, "1;9;a+2=3;d+3+2");
		assertThat(next.begin(10)).isZero();
		assertThat(next.begin(13)).isZero();
		begin(next, 20, 22);
		next.finish(10);
		assertThat(commit(next)).isEqualTo(new Settlement.AckThrough(LANE, 10, "1;10;a+1=3;d+2+2"));
		next.finish(13);
		next.finish(21);
		Settlement.AckThrough commit = commit(next);
		assertThat(commit).isEqualTo(new Settlement.AckThrough(LANE, 13, "1;13;d+1+7"));
		LaneProgress after = new LaneProgress(LANE, commit.note());
		assertThat(after.begin(20)).isZero();
		assertThat(after.begin(21)).isEqualTo(-1);
	}

}
