// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * One delivery of a message, from the moment it was fetched to the moment it is settled.
 * The first verdict wins.
 */
final class Attempt implements Acknowledgment {

	private static final AtomicReferenceFieldUpdater<Attempt, @Nullable Verdict> VERDICT = AtomicReferenceFieldUpdater
		.newUpdater(Attempt.class, Verdict.class, "verdict");

	private static final long NEVER = Long.MAX_VALUE;

	private final String topic;

	private final Delivery delivery;

	private final int number;

	private final HandlerQueue queue;

	private final RetryDecisions decisions;

	private volatile @Nullable Verdict verdict;

	private volatile boolean returned;

	/** When a handler began, by the clock. */
	private volatile long startedAt = NEVER;

	/** The engine thread's, as what follows. */
	long leaseUntil;

	/** Whether the lease can be extended no more. */
	boolean leaseFinal;

	int index;

	int settleFailures;

	boolean waitsForRetry;

	/** Whether what it waits after counts as an attempt. */
	boolean counted;

	/** Whether it waited here between this attempt and the one before. */
	boolean keptHere;

	/** The lane it waits in; guarded by the lock of the queue, as what follows. */
	@Nullable KeyLane lane;

	boolean reported;

	volatile @Nullable Thread runner;

	/** Whether a handler was given it. */
	boolean given;

	/** How long the handler took. */
	long nanos;

	/** Since when it waits to be in a batch: what was tried before does not. */
	long waitsSince;

	/** The message that parked its key, if one did. */
	volatile @Nullable String parkedBy;

	/**
	 * Whether no other may be in its batch: one of several failed, and nobody knows
	 * which.
	 */
	private boolean alone;

	Attempt(String topic, Delivery delivery, int number, HandlerQueue queue, RetryDecisions decisions) {
		this.topic = topic;
		this.delivery = delivery;
		this.number = number;
		this.queue = queue;
		this.decisions = decisions;
		this.leaseUntil = (delivery.leaseUntil() != null) ? delivery.leaseUntil().toEpochMilli() : NEVER;
	}

	Attempt again(int number) {
		Attempt again = new Attempt(this.topic, this.delivery, number, this.queue, this.decisions);
		again.leaseUntil = this.leaseUntil;
		again.leaseFinal = this.leaseFinal;
		again.parkedBy = this.parkedBy;
		again.keptHere = this.keptHere;
		return again;
	}

	boolean isFirst() {
		return this.number == 1;
	}

	Attempt alone(boolean alone) {
		Attempt again = again(this.number);
		again.alone = this.alone || alone;
		return again;
	}

	/**
	 * Return whether this message and another may be in one batch: none that failed among
	 * others that did not, or it would fail them again.
	 * @param other the other
	 * @return {@code true} if they may
	 */
	boolean mayJoin(Attempt other) {
		return !this.alone && !other.alone && isFirst() == other.isFirst();
	}

	Delivery delivery() {
		return this.delivery;
	}

	int number() {
		return this.number;
	}

	int bytes() {
		return this.delivery.body().length;
	}

	String id() {
		String id = this.delivery.headers().get(ReservedHeaders.ID);
		return (id != null) ? id : this.topic + "/" + this.delivery.lane().id() + "/" + this.delivery.position();
	}

	@Nullable Verdict verdict() {
		return this.verdict;
	}

	void started(long now) {
		this.startedAt = now;
	}

	/**
	 * Return whether a handler is at work on it, and for how long.
	 * @param limit a time in milliseconds
	 * @param now the time
	 * @return {@code true} if one is, for at least the limit
	 */
	boolean isRunningFor(long limit, long now) {
		long start = this.startedAt;
		return start != NEVER && !this.returned && now - start >= limit;
	}

	/**
	 * Return when a handler has been at work on it for that long.
	 * @param limit a time in milliseconds
	 * @return by the clock, {@link Long#MAX_VALUE} if none has begun
	 */
	long overrunsAt(long limit) {
		long start = this.startedAt;
		return (start != NEVER) ? start + limit : NEVER;
	}

	/**
	 * Return whether it waits for a handler.
	 * @return {@code false} once one has begun, and while it waits for its next attempt
	 */
	boolean isWaiting() {
		return this.startedAt == NEVER && !this.waitsForRetry;
	}

	boolean isRunning() {
		return this.runner != null;
	}

	boolean isReturned() {
		return this.returned;
	}

	void returned() {
		this.returned = true;
	}

	boolean decide(Verdict verdict) {
		return VERDICT.compareAndSet(this, null, verdict);
	}

	@Override
	public void ack() {
		decideFromOutside(Verdict.DONE);
	}

	@Override
	public void nack() {
		if (this.verdict == null) {
			decideFromOutside(this.decisions.afterNack(this, null));
		}
	}

	@Override
	public void nack(Duration delay) {
		if (this.verdict == null) {
			decideFromOutside(this.decisions.afterNack(this, delay));
		}
	}

	@Override
	public void reject(@Nullable String reason) {
		if (this.verdict == null) {
			decideFromOutside(this.decisions.afterReject(this, reason));
		}
	}

	@Override
	public void extend(Duration lease) {
		Duration bounded = RetryDecisions.bounded(Objects.requireNonNull(lease, "lease"));
		if (this.verdict == null) {
			this.queue.extend(this, bounded);
		}
	}

	private void decideFromOutside(Verdict verdict) {
		if (decide(verdict)) {
			this.queue.decided(this);
		}
	}

}
