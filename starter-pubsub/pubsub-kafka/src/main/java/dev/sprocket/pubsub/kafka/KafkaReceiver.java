// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * One member of a consumer group.
 */
final class KafkaReceiver implements Receiver {

	/** How often a busy member polls within the time it may stay away. */
	private static final int POLLS = 6;

	private static final int MAX_UNANSWERED = 2;

	private final KafkaSettings settings;

	private final ReceiverSpec spec;

	private final Consumer<KafkaReceiver> onClose;

	private final KafkaReach reach;

	private final WakeableConsumer consumer;

	private final KafkaLanes lanes;

	private final long pollNanos;

	private long polledAt = System.nanoTime();

	/** Commits that nobody waited for, and whose answers are not in. */
	private int unanswered;

	/** Whether one of them failed. */
	private boolean refused;

	private volatile boolean shutDown;

	private boolean closed;

	KafkaReceiver(KafkaSettings settings, ReceiverSpec spec, LaneListener listener, KafkaTopics topics,
			KafkaReach reach, Consumer<KafkaReceiver> onClose) {
		this.settings = settings;
		this.spec = spec;
		this.reach = reach;
		this.onClose = onClose;
		this.pollNanos = settings.maxIdle().toNanos() / POLLS;
		this.consumer = new WakeableConsumer(consumer(settings, spec));
		this.lanes = new KafkaLanes(settings, spec, this.consumer, () -> topics.id(spec.topic()), listener);
		this.consumer.consumer().subscribe(List.of(spec.topic()), this.lanes);
	}

	private static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings settings, ReceiverSpec spec) {
		try {
			return new KafkaConsumer<>(settings.consumer(KafkaGroups.id(spec.topic(), spec.group())));
		}
		catch (KafkaException ex) {
			throw KafkaErrors.translate("Joining group '" + spec.group() + "' of topic '" + spec.topic() + "'", ex);
		}
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		try {
			requireOpen();
			this.lanes.announce();
			if (max == 0 || this.lanes.isWithoutOrder()) {
				awaitRoom(wait);
				requireOrder();
				return List.of();
			}
			if (!this.lanes.hasFetched()) {
				poll(wait);
			}
			else if (isPollDue()) {
				stayMember(Duration.ZERO);
			}
			requireOpen();
			requireOrder();
			List<Delivery> taken = this.lanes.take(max);
			if (taken.isEmpty()) {
				this.reach.require();
			}
			return taken;
		}
		catch (KafkaException | IllegalStateException ex) {
			throw KafkaErrors.translate(
					"Receiving from topic '" + this.spec.topic() + "' for group '" + this.spec.group() + "'", ex);
		}
	}

	private void awaitRoom(Duration wait) {
		long untilPoll = pollDue() - System.nanoTime();
		if (untilPoll > wait.toNanos()) {
			this.consumer.await(wait);
		}
		else {
			stayMember(wait);
		}
	}

	/**
	 * Poll without fetching, which is what keeps a member in its group and lets it take
	 * part in a rebalance.
	 * @param wait how long
	 */
	private void stayMember(Duration wait) {
		this.lanes.pauseAll();
		try {
			poll(wait);
		}
		finally {
			this.lanes.resumeAll();
		}
	}

	private void poll(Duration wait) {
		this.polledAt = System.nanoTime();
		this.lanes.polling();
		ConsumerRecords<byte[], byte[]> records = polled(wait);
		this.lanes.add(records);
		if (records.isEmpty()) {
			this.lanes.commitPassed();
		}
		else {
			this.reach.reached();
		}
	}

	// A member that is refused for good never joins again, and says so once: its polls
	// then return as if there were no messages. It looks like any other failure that the
	// client does not try again itself.

	private ConsumerRecords<byte[], byte[]> polled(Duration wait) {
		try {
			return this.consumer.poll(wait);
		}
		catch (KafkaException ex) {
			if (ex instanceof RetriableException) {
				throw ex;
			}
			throw new BackendException(ErrorKind.CLOSED, "Receiving from topic '" + this.spec.topic() + "' for group '"
					+ this.spec.group() + "' failed, and a new member of the group takes over: " + ex.getMessage(), ex);
		}
	}

	private boolean isPollDue() {
		return pollDue() - System.nanoTime() < 0;
	}

	// A member that is busy learns of a rebalance this late.

	private long pollDue() {
		return this.polledAt + this.pollNanos;
	}

	@Override
	public void pause(Collection<Lane> lanes) {
		requireOpen();
		this.lanes.pause(partitions(lanes));
	}

	@Override
	public void resume(Collection<Lane> lanes) {
		requireOpen();
		this.lanes.resume(partitions(lanes));
	}

	private List<TopicPartition> partitions(Collection<Lane> lanes) {
		return lanes.stream().map((lane) -> KafkaRecords.partition(this.spec.topic(), lane)).toList();
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		return settle(settlements, this::commit);
	}

	@Override
	public List<SettleOutcome> settleAsync(List<Settlement> settlements) {
		return settle(settlements,
				(this.refused || this.unanswered >= MAX_UNANSWERED) ? this::commit : this::commitAsync);
	}

	private List<SettleOutcome> settle(List<Settlement> settlements,
			Function<Map<TopicPartition, OffsetAndMetadata>, SettleOutcome> commit) {
		requireOpen();
		Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
		for (Settlement settlement : settlements) {
			if (settlement instanceof Settlement.AckThrough done && owns(done.lane())) {
				TopicPartition partition = KafkaRecords.partition(this.spec.topic(), done.lane());
				offsets.put(partition, this.lanes.offset(partition, done));
			}
		}
		SettleOutcome committed = offsets.isEmpty() ? SettleOutcome.DONE : tried(commit, offsets);
		return settlements.stream().map((settlement) -> outcome(settlement, committed)).toList();
	}

	private SettleOutcome outcome(Settlement settlement, SettleOutcome committed) {
		if (settlement instanceof Settlement.AckThrough done) {
			return owns(done.lane()) ? committed : SettleOutcome.STALE;
		}
		return SettleOutcome.failed(new BackendException(ErrorKind.UNSUPPORTED, "Kafka groups acknowledge by position: "
				+ settlement.getClass().getSimpleName() + " of a single message is the engine's to do", null));
	}

	private SettleOutcome tried(Function<Map<TopicPartition, OffsetAndMetadata>, SettleOutcome> commit,
			Map<TopicPartition, OffsetAndMetadata> offsets) {
		try {
			return commit.apply(offsets);
		}
		catch (FencedInstanceIdException ex) {
			return SettleOutcome.STALE;
		}
		catch (KafkaException ex) {
			// CommitFailedException, too: the group may just share its partitions out
			// anew, and which are still ours only the next poll says
			return SettleOutcome.failed(KafkaErrors.translate(
					"Committing for group '" + this.spec.group() + "' on topic '" + this.spec.topic() + "'", ex));
		}
	}

	private SettleOutcome commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
		return this.consumer.shielded(() -> {
			this.consumer.consumer().commitSync(offsets, this.settings.timeout());
			this.unanswered = 0;
			this.refused = false;
			this.lanes.settled(offsets);
			return SettleOutcome.DONE;
		});
	}

	private SettleOutcome commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets) {
		this.unanswered++;
		// takes the answers to earlier ones, too
		this.consumer.consumer().commitAsync(offsets, this::committed);
		return SettleOutcome.DONE;
	}

	// What is wrong the next commit says, which waits.

	private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
		this.unanswered = Math.max(0, this.unanswered - 1);
		this.refused |= failure != null;
		if (failure == null) {
			this.lanes.settled(offsets);
		}
	}

	private boolean owns(Lane lane) {
		return this.lanes.owns(KafkaRecords.partition(this.spec.topic(), lane));
	}

	@Override
	public void wakeup() {
		this.consumer.wakeup();
	}

	/**
	 * End what blocks inside, from the thread that closes the backend; the thread inside
	 * then closes the receiver. Where there is none, nobody else does.
	 */
	void shutDown() {
		this.shutDown = true;
		this.lanes.silence();
		this.consumer.wakeup();
		try {
			this.consumer.consumer().close(CloseOptions.timeout(Duration.ZERO));
		}
		catch (ConcurrentModificationException ex) {
			// a thread is inside
		}
		catch (KafkaException ex) {
			// it is closed all the same
		}
	}

	private void requireOpen() {
		if (this.closed || this.shutDown) {
			throw new BackendException(ErrorKind.CLOSED,
					"The receiver of group '" + this.spec.group() + "' on topic '" + this.spec.topic() + "' is closed",
					null);
		}
	}

	private void requireOrder() {
		if (this.lanes.isWithoutOrder()) {
			throw new BackendException(ErrorKind.INVALID,
					"Topic '" + this.spec.topic()
							+ "' has got more than one partition, and Kafka keeps no order between "
							+ "them, but group '" + this.spec.group() + "' asks for ordering TOPIC: it handles nothing "
							+ "more. Use ordering KEY, or a topic with one partition.",
					null);
		}
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		try {
			this.consumer.consumer().close(CloseOptions.timeout(this.settings.timeout()));
		}
		catch (KafkaException ex) {
			throw KafkaErrors.translate("Leaving group '" + this.spec.group() + "'", ex);
		}
		finally {
			this.closed = true;
			this.onClose.accept(this);
		}
	}

}
