// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * The partitions that a member owns, with the records fetched from them and not handed
 * out. A partition is handed out once its committed note was read: until then it is
 * paused.
 */
final class KafkaLanes implements ConsumerRebalanceListener {

	private static final Logger logger = LoggerFactory.getLogger(KafkaLanes.class);

	/** A topic written in small transactions would have a commit for each. */
	private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);

	private final ReceiverSpec spec;

	private final String who;

	private final WakeableConsumer consumer;

	private final Supplier<KafkaTopicId> topicId;

	private volatile LaneListener listener;

	private final Duration revocation;

	private final Map<TopicPartition, KafkaLane> owned = new LinkedHashMap<>();

	private final Set<TopicPartition> unannounced = new HashSet<>();

	/** Of these, those that went back, with the id of the topic that they were of. */
	private final Map<TopicPartition, KafkaTopicId> begunAnew = new HashMap<>();

	private final Set<TopicPartition> paused = new HashSet<>();

	private Deadline revocationDeadline;

	private Deadline nextCommit = Deadline.after(BETWEEN_COMMITS);

	KafkaLanes(KafkaSettings settings, ReceiverSpec spec, WakeableConsumer consumer, Supplier<KafkaTopicId> topicId,
			LaneListener listener) {
		this.spec = spec;
		this.who = "Topic " + spec.topic() + ", group " + spec.group();
		this.consumer = consumer;
		this.topicId = topicId;
		this.listener = listener;
		this.revocation = settings.maxPollInterval().minus(settings.maxIdle());
		this.revocationDeadline = Deadline.after(this.revocation);
	}

	/**
	 * Note that a poll begins: from here the group waits for this member.
	 */
	void polling() {
		this.revocationDeadline = Deadline.after(this.revocation);
	}

	/**
	 * Tell nothing more: whoever closes the backend is not the thread of the listener.
	 */
	void silence() {
		this.listener = LaneListener.NONE;
	}

	boolean owns(TopicPartition partition) {
		return this.owned.containsKey(partition);
	}

	/**
	 * Keep what a poll brought, and where it left the partitions.
	 * @param records the records
	 */
	void add(ConsumerRecords<byte[], byte[]> records) {
		List<TopicPartition> back = new ArrayList<>();
		this.owned.forEach((partition, lane) -> {
			Long first = first(records, partition);
			if (first != null && lane.isBehind(first)) {
				back.add(partition);
				return;
			}
			lane.fetched().addAll(records.records(partition));
			OffsetAndMetadata next = records.nextOffsets().get(partition);
			if (next != null) {
				lane.positioned(next);
			}
		});
		back.forEach((partition) -> beginAnew(partition, Objects.requireNonNull(first(records, partition))));
	}

	private static @Nullable Long first(ConsumerRecords<byte[], byte[]> records, TopicPartition partition) {
		for (ConsumerRecord<byte[], byte[]> first : records.records(partition)) {
			return first.offset();
		}
		OffsetAndMetadata next = records.nextOffsets().get(partition);
		return (next != null) ? Long.valueOf(next.offset()) : null;
	}

	// The brokers lost the end of the log, or have another topic of that name: what is at
	// offsets that were handled has not been.

	private void beginAnew(TopicPartition partition, long offset) {
		KafkaLane lane = lane(partition).orElseThrow();
		logger.warn(this.who + ": partition " + partition.partition() + " goes back from offset " + lane.position()
				+ " to " + offset + ", because the brokers lost the end of its log or the topic was created anew; "
				+ "what is there now is handled as new");
		onPartitionsLost(Set.of(partition));
		this.unannounced.add(partition);
		this.begunAnew.put(partition, lane.topic());
		this.consumer.consumer().pause(Set.of(partition));
		this.consumer.consumer().seek(partition, offset);
	}

	/**
	 * Return what to commit for what is settled of a partition.
	 * @param partition one that is owned
	 * @param done what is settled
	 * @return the offset with the note of the engine
	 */
	OffsetAndMetadata offset(TopicPartition partition, Settlement.AckThrough done) {
		return lane(partition).orElseThrow().offset(done.position(), done.note());
	}

	void settled(Map<TopicPartition, OffsetAndMetadata> offsets) {
		offsets.forEach((partition, offset) -> lane(partition).ifPresent((lane) -> lane.settled(offset)));
	}

	/**
	 * Commit the positions of partitions that went on without a message: they count as
	 * what the group is behind.
	 */
	void commitPassed() {
		if (!this.nextCommit.isOver()) {
			return;
		}
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		this.owned.forEach((partition, lane) -> {
			OffsetAndMetadata passed = lane.passed();
			if (passed != null) {
				offsets.put(partition, passed);
			}
		});
		if (!offsets.isEmpty()) {
			this.nextCommit = Deadline.after(BETWEEN_COMMITS);
			this.consumer.consumer().commitAsync(offsets, this::passed);
		}
	}

	// What failed is tried again, or the next owner does it.

	private void passed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
		if (failure == null) {
			offsets.forEach((partition, offset) -> lane(partition).ifPresent((lane) -> lane.committed(offset)));
		}
	}

	private Optional<KafkaLane> lane(TopicPartition partition) {
		return Optional.ofNullable(this.owned.get(partition));
	}

	boolean hasFetched() {
		return this.owned.entrySet()
			.stream()
			.anyMatch((lane) -> !lane.getValue().fetched().isEmpty() && !this.paused.contains(lane.getKey()));
	}

	List<Delivery> take(int max) {
		List<Delivery> taken = new ArrayList<>();
		this.owned.forEach((partition, owned) -> {
			if (!this.paused.contains(partition)) {
				while (taken.size() < max && !owned.fetched().isEmpty()) {
					taken.add(owned.handOut());
				}
			}
		});
		return taken;
	}

	void pause(Collection<TopicPartition> partitions) {
		partitions.stream().filter(this::owns).forEach(this.paused::add);
		pauseInClient(partitions);
	}

	void resume(Collection<TopicPartition> partitions) {
		this.paused.removeAll(partitions);
		resumeInClient(partitions);
	}

	/**
	 * Fetch nothing for now; what was fetched stays.
	 */
	void pauseAll() {
		pauseInClient(this.owned.keySet());
	}

	/**
	 * Fetch again from all but the paused.
	 */
	void resumeAll() {
		resumeInClient(this.owned.keySet().stream().filter((partition) -> !this.paused.contains(partition)).toList());
	}

	private void pauseInClient(Collection<TopicPartition> partitions) {
		this.consumer.consumer().pause(partitions.stream().filter(this::owns).toList());
	}

	private void resumeInClient(Collection<TopicPartition> partitions) {
		this.consumer.consumer().resume(partitions.stream().filter(this::owns).toList());
	}

	/**
	 * Return whether the order of the topic is asked for and there is none any more: its
	 * partitions are assigned one by one, and known to who has another of them later.
	 * @return {@code true} if it has got a second partition
	 */
	boolean isWithoutOrder() {
		if (this.spec.ordering() != Ordering.TOPIC) {
			return false;
		}
		return Stream.concat(this.owned.keySet().stream(), this.unannounced.stream())
			.anyMatch((partition) -> partition.partition() > 0) || (!this.owned.isEmpty() && hasGrown());
	}

	// By what the client knows: nothing is asked.

	private boolean hasGrown() {
		try {
			return this.consumer.consumer().partitionsFor(this.spec.topic(), Duration.ZERO).size() > 1;
		}
		catch (TimeoutException ex) {
			// the topic is gone
			return false;
		}
	}

	@Override
	public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
		this.unannounced.addAll(partitions);
		this.consumer.consumer().pause(partitions);
		try {
			announce();
		}
		catch (KafkaException | BackendException ex) {
			// Kafka calls this once only; the next receive tries again and reports it.
		}
	}

	/**
	 * Tell of the partitions that were assigned and not told of yet.
	 */
	void announce() {
		if (this.unannounced.isEmpty() || isWithoutOrder()) {
			return;
		}
		Set<TopicPartition> partitions = Set.copyOf(this.unannounced);
		KafkaTopicId topic = this.topicId.get();
		Map<TopicPartition, OffsetAndMetadata> committed = this.consumer
			.shielded(() -> this.consumer.consumer().committed(partitions));
		Map<Lane, @Nullable String> notes = new LinkedHashMap<>();
		for (TopicPartition partition : partitions) {
			Lane lane = KafkaRecords.lane(partition);
			OffsetAndMetadata last = last(partition, topic, committed.get(partition));
			notes.put(lane, KafkaNote.of(last).text());
			this.owned.put(partition, new KafkaLane(lane, topic, last));
		}
		this.unannounced.clear();
		this.begunAnew.clear();
		this.listener.lanesAssigned(notes);
		resumeInClient(partitions.stream().filter((partition) -> !this.paused.contains(partition)).toList());
	}

	// A topic that was created anew is read from its beginning: its first messages may
	// have come to be at offsets that the client had passed. An offset of another cluster
	// was translated, what the engine noted beyond it was not. With the epoch the client
	// asks whether the log still has what is before the offset.

	private @Nullable OffsetAndMetadata last(TopicPartition partition, KafkaTopicId topic,
			@Nullable OffsetAndMetadata committed) {
		KafkaTopicId before = this.begunAnew.get(partition);
		KafkaNote note = KafkaNote.of(committed);
		if (note.isOfOtherTopic(topic) || (before != null && !before.equals(topic))) {
			logger.warn(this.who + ": partition " + partition.partition() + " is read from its beginning, because the "
					+ "topic was deleted and created anew");
			this.consumer.consumer().seekToBeginning(Set.of(partition));
			return null;
		}
		if (before != null || committed == null) {
			return null;
		}
		if (note.isOfOtherCluster(topic)) {
			logger.info(this.who + ": partition " + partition.partition() + " goes on from offset " + committed.offset()
					+ ", translated from another cluster; what was handled beyond it is handled again");
			return new OffsetAndMetadata(committed.offset());
		}
		if (note.epoch() != null) {
			this.consumer.consumer()
				.seek(partition, new OffsetAndMetadata(committed.offset(), Optional.of(note.epoch()), ""));
		}
		return committed;
	}

	@Override
	public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
		Collection<Lane> lanes = told(partitions);
		try {
			if (!lanes.isEmpty()) {
				this.listener.lanesRevoking(lanes, this.revocationDeadline);
			}
		}
		finally {
			forget(partitions);
		}
	}

	@Override
	public void onPartitionsLost(Collection<TopicPartition> partitions) {
		Collection<Lane> lanes = told(partitions);
		forget(partitions);
		if (!lanes.isEmpty()) {
			this.listener.lanesLost(lanes);
		}
	}

	private Collection<Lane> told(Collection<TopicPartition> partitions) {
		return partitions.stream().filter(this::owns).map(KafkaRecords::lane).toList();
	}

	private void forget(Collection<TopicPartition> partitions) {
		this.owned.keySet().removeAll(partitions);
		this.unannounced.removeAll(partitions);
		this.begunAnew.keySet().removeAll(partitions);
		this.paused.removeAll(partitions);
	}

}
