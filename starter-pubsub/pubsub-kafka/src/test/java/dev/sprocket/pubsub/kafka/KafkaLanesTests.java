// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is told of a partition whose client goes back: the brokers lost the end of its
 * log, or the topic was created anew.
 */
class KafkaLanesTests implements LaneListener {

	private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

	private KafkaTopicId topic = topic("cluster");

	private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

	private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {

		@Override
		public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
			return KafkaLanesTests.this.committed;
		}

	};

	private final List<String> told = new ArrayList<>();

	private final KafkaLanes lanes = new KafkaLanes(
			TestBroker.settings(Map.of(), "127.0.0.1:1", KafkaTopicPolicy.CREATE),
			new ReceiverSpec("orders", "group", Ordering.KEY, Duration.ofSeconds(30)),
			new WakeableConsumer(this.consumer), () -> this.topic, this);

	@BeforeEach
	void join() {
		this.consumer.subscribe(List.of("orders"), this.lanes);
		this.consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
	}

	@Test
	void whenRecordsComeInOrderThenNothingMoreIsTold() {
		assign(new OffsetAndMetadata(10, "note"));
		assertThat(fetch(10, 11)).containsExactly(10L, 11L);
		assertThat(fetch(15)).containsExactly(15L);
		assertThat(this.told).containsExactly("assigned 0 note");
	}

	@Test
	void whenTheEndOfTheLogIsLostThenWhatIsThereNowIsDeliveredWithoutTheNoteOfBefore() {
		assign(new OffsetAndMetadata(10, "note"));
		fetch(10, 11, 12);
		this.consumer.seek(PARTITION, 11);
		assertThat(fetch(11, 12)).isEmpty();
		this.lanes.announce();
		assertThat(this.told).containsExactly("assigned 0 note", "lost 0", "assigned 0 null");
		assertThat(fetch(11, 12)).containsExactly(11L, 12L);
	}

	@Test
	void whenWhatWasCommittedIsBehindTheEndThenTheNoteIsNotOfThisLog() {
		assign(new OffsetAndMetadata(10, "note"));
		this.consumer.seek(PARTITION, 0);
		assertThat(fetch(0, 1)).isEmpty();
		this.lanes.announce();
		assertThat(this.told).containsExactly("assigned 0 note", "lost 0", "assigned 0 null");
		assertThat(fetch(0, 1)).containsExactly(0L, 1L);
	}

	@Test
	void whenTheTopicIsAnotherThenItIsReadFromItsBeginning() {
		assign(new OffsetAndMetadata(10, "note"));
		fetch(10, 11, 12);
		this.topic = topic("cluster");
		this.committed.clear();
		this.consumer.seek(PARTITION, 5);
		fetch(5);
		this.lanes.announce();
		assertThat(this.told).containsExactly("assigned 0 note", "lost 0", "assigned 0 null");
		assertThat(this.consumer.position(PARTITION)).isZero();
	}

	@Test
	void whenWhatWasCommittedIsOfAnotherTopicThenItIsReadFromItsBeginning() {
		assign(new OffsetAndMetadata(10, "note"));
		fetch(10, 11, 12);
		OffsetAndMetadata last = this.lanes.offset(PARTITION, new Settlement.AckThrough(new Lane("0"), 12, "later"));
		assertThat(last.offset()).isEqualTo(13);
		this.consumer.rebalance(List.of());
		assign(last);
		assertThat(this.consumer.position(PARTITION)).isEqualTo(13);
		this.consumer.rebalance(List.of());
		this.topic = topic("cluster");
		this.committed.put(PARTITION, last);
		this.consumer.rebalance(List.of(PARTITION));
		assertThat(this.consumer.position(PARTITION)).isZero();
		assertThat(this.told).containsExactly("assigned 0 note", "assigned 0 later", "assigned 0 null");
	}

	@Test
	void whenWhatWasCommittedIsOfAnotherClusterThenItsOffsetCountsAndNotItsNote() {
		assign(new OffsetAndMetadata(10, "note"));
		fetch(10, 11, 12);
		OffsetAndMetadata last = this.lanes.offset(PARTITION, new Settlement.AckThrough(new Lane("0"), 12, "later"));
		this.consumer.rebalance(List.of());
		this.topic = topic("other");
		assign(new OffsetAndMetadata(7, last.metadata()));
		assertThat(fetch(7, 8)).containsExactly(7L, 8L);
		assertThat(this.told).containsExactly("assigned 0 note", "assigned 0 null");
		OffsetAndMetadata next = this.lanes.offset(PARTITION, new Settlement.AckThrough(new Lane("0"), 8, "here"));
		this.consumer.rebalance(List.of());
		assign(next);
		assertThat(this.told).endsWith("assigned 0 here");
	}

	@Test
	void whenAPollBringsNothingThenNothingChanges() {
		assign(new OffsetAndMetadata(10, "note"));
		assertThat(fetch()).isEmpty();
		assertThat(fetch(10)).containsExactly(10L);
	}

	private static KafkaTopicId topic(String cluster) {
		return KafkaTopicId.of(cluster, Uuid.randomUuid());
	}

	private void assign(OffsetAndMetadata committed) {
		this.committed.put(PARTITION, committed);
		this.consumer.rebalance(List.of(PARTITION));
		this.consumer.seek(PARTITION, committed.offset());
	}

	private List<Long> fetch(long... offsets) {
		for (long offset : offsets) {
			this.consumer.addRecord(new ConsumerRecord<>("orders", 0, offset, null, new byte[0]));
		}
		this.lanes.add(this.consumer.poll(Duration.ZERO));
		return this.lanes.take(100).stream().map(Delivery::position).toList();
	}

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> notes) {
		notes.forEach((lane, note) -> this.told.add("assigned " + lane.id() + " " + note));
	}

	@Override
	public void lanesLost(Collection<Lane> lost) {
		lost.forEach((lane) -> this.told.add("lost " + lane.id()));
	}

}
