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

	private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

	private long committed;

	private String note;

	private long handedOut = NONE;

	private long settled = NONE;

	private long position = NONE;

	/**
	 * Create it.
	 * @param lane what the engine calls it
	 * @param committed what the group committed last, if anything
	 */
	KafkaLane(Lane lane, @Nullable OffsetAndMetadata committed) {
		this.lane = lane;
		this.committed = (committed != null) ? committed.offset() : NONE;
		this.note = (committed != null) ? committed.metadata() : "";
	}

	Deque<ConsumerRecord<byte[], byte[]>> fetched() {
		return this.fetched;
	}

	Delivery handOut() {
		ConsumerRecord<byte[], byte[]> next = this.fetched.remove();
		this.handedOut = next.offset();
		return KafkaRecords.inbound(this.lane, next);
	}

	void positioned(long position) {
		this.position = position;
	}

	/**
	 * Note that all before an offset is settled, and committed.
	 * @param offset with the note of the engine
	 */
	void settled(OffsetAndMetadata offset) {
		if (offset.offset() <= this.settled) {
			// a later commit was answered first
			return;
		}
		this.settled = offset.offset() - 1;
		this.note = offset.metadata();
		committed(offset);
	}

	/**
	 * Return what to commit when all up to a position is settled: not less than what was
	 * passed since, if that position is committed already.
	 * @param position the position
	 * @return the offset
	 */
	long offset(long position) {
		return (position == this.settled) ? Math.max(this.committed, position + 1) : position + 1;
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
		return (!unfinished && this.position > this.committed) ? new OffsetAndMetadata(this.position, this.note) : null;
	}

}
