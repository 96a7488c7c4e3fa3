// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;

/**
 * A partition that a member owns: the records fetched and not handed out, and how far it
 * got. The position of a consumer passes what is never delivered, such as the marker that
 * ends a transaction and the records of one that was aborted.
 */
final class KafkaLane {

	private static final long NONE = -1;

	private final Lane lane;

	private final KafkaTopicId topic;

	private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

	private long committed;

	private @Nullable Integer epoch;

	private @Nullable String note;

	private long handedOut = NONE;

	private long settled = NONE;

	private long position;

	/**
	 * Create it.
	 * @param lane what the engine calls it
	 * @param topic the id of its topic
	 * @param committed what the group committed last, if anything
	 */
	KafkaLane(Lane lane, KafkaTopicId topic, @Nullable OffsetAndMetadata committed) {
		this.lane = lane;
		this.topic = topic;
		this.committed = (committed != null) ? committed.offset() : NONE;
		this.position = this.committed;
		KafkaNote last = KafkaNote.of(committed);
		this.epoch = last.epoch();
		this.note = last.text();
	}

	KafkaTopicId topic() {
		return this.topic;
	}

	Deque<ConsumerRecord<byte[], byte[]>> fetched() {
		return this.fetched;
	}

	Delivery handOut() {
		ConsumerRecord<byte[], byte[]> next = this.fetched.remove();
		this.handedOut = next.offset();
		return KafkaRecords.inbound(this.lane, next);
	}

	/**
	 * Return whether the client has gone back.
	 * @param offset of what comes next
	 * @return whether it is less than where the client was
	 */
	boolean isBehind(long offset) {
		return offset < this.position;
	}

	/**
	 * Note where the client is.
	 * @param next what comes next, with the epoch of what came last
	 */
	void positioned(OffsetAndMetadata next) {
		if (next.offset() != this.position) {
			this.position = next.offset();
			this.epoch = next.leaderEpoch().orElse(null);
		}
	}

	long position() {
		return this.position;
	}

	/**
	 * Note that all before an offset is settled, and committed.
	 * @param offset with the note of the engine
	 */
	void settled(OffsetAndMetadata offset) {
		if (offset.offset() <= this.settled || offset.offset() > this.position) {
			// a later commit was answered first, or it is of before the client went back
			return;
		}
		this.settled = offset.offset() - 1;
		this.note = KafkaNote.of(offset).text();
		committed(offset);
	}

	/**
	 * Return what to commit when all up to a position is settled: not less than what was
	 * passed since, if that position is committed already.
	 * @param position the position
	 * @param note the note of the engine
	 * @return the offset, with the note
	 */
	OffsetAndMetadata offset(long position, @Nullable String note) {
		long offset = (position == this.settled) ? Math.max(this.committed, position + 1) : position + 1;
		return at(offset, note);
	}

	// The epoch is that of where the client is. An earlier one would not do: it has ended
	// before what is committed. A later one does: its end is there as long as the offset.

	private OffsetAndMetadata at(long offset, @Nullable String note) {
		return new OffsetAndMetadata(offset, new KafkaNote(this.topic, this.epoch, note).metadata());
	}

	void committed(OffsetAndMetadata offset) {
		this.committed = offset.offset();
	}

	/**
	 * Return what to commit although no message was settled. The note stays: it says
	 * itself what its positions are counted from.
	 * @return the position, or {@code null} while it is committed or a record before it
	 * is not settled
	 */
	@Nullable OffsetAndMetadata passed() {
		boolean unfinished = !this.fetched.isEmpty() || this.handedOut > this.settled;
		return (!unfinished && this.position > this.committed) ? at(this.position, this.note) : null;
	}

}
