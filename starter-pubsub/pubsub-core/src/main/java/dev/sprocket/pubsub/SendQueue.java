// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * What waits to be sent, in order. Hands out one batch at a time; what comes meanwhile
 * gathers and is the next batch. A sender that keeps the order of overlapping calls gets
 * batches beside those under way, but only full ones: others gather on. A topic whose
 * backlog is full is set aside, the others go on. Bounded in messages and bytes, those
 * that the backend has not answered included: callers wait for space.
 */
final class SendQueue {

	private static final int MAX_MESSAGES = 10_000;

	private static final long MAX_BYTES = 64L * 1024 * 1024;

	private final int batchSize;

	private final int maxInFlight;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition space = this.lock.newCondition();

	private final Condition gathered = this.lock.newCondition();

	private final BatchDelay delay = new BatchDelay();

	private final Deque<PendingSend> waiting = new ArrayDeque<>();

	private final Map<String, Deque<PendingSend>> full = new HashMap<>();

	/** Batches that the backend has not answered, and since when. */
	private final Map<List<PendingSend>, Long> sending = new IdentityHashMap<>();

	private int settling;

	private boolean gathering;

	/** What is on its way to the sender. */
	private @Nullable List<PendingSend> passing;

	private int messages;

	private long bytes;

	private boolean closed;

	SendQueue(int batchSize, int maxInFlight) {
		this.batchSize = batchSize;
		this.maxInFlight = maxInFlight;
	}

	/**
	 * Add a message, waiting for space until its deadline.
	 * @param send the message
	 * @return what to send now: empty if it will be sent by somebody else, or failed
	 */
	List<PendingSend> add(PendingSend send) {
		this.lock.lock();
		try {
			if (!awaitSpace(send)) {
				return List.of();
			}
			append(send);
			return nextBatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Add messages that fit without waiting.
	 * @param sends the messages
	 * @param from index of the first
	 * @return how many were added; {@link #next()} gives what to send
	 */
	int addAsMuchAsFits(List<PendingSend> sends, int from) {
		this.lock.lock();
		try {
			int index = from;
			while (index < sends.size() && !this.closed && hasSpaceFor(sends.get(index))) {
				append(sends.get(index++));
			}
			return index - from;
		}
		finally {
			this.lock.unlock();
		}
	}

	List<PendingSend> next() {
		this.lock.lock();
		try {
			return nextBatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note that the sender has been called, so that the next call keeps the order.
	 * @param batch with what it was called
	 * @return what to send beside what is under way, empty if there is nothing
	 */
	List<PendingSend> passed(List<PendingSend> batch) {
		this.lock.lock();
		try {
			if (this.passing == batch) {
				this.passing = null;
			}
			return nextBatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note of the outcomes of a batch. What a full backlog refused waits on, and is
	 * taken out of the batch.
	 * @param batch the batch, each entry with its outcome
	 * @return {@code true} if {@link #proceed()} is to follow, {@code false} if the batch
	 * was given up before
	 */
	boolean finish(List<PendingSend> batch) {
		this.lock.lock();
		try {
			Long sentAt = this.sending.remove(batch);
			if (sentAt != null) {
				this.settling++;
				batch.removeIf(this::setAsideIfFull);
				this.delay.answered(System.nanoTime() - sentAt, this.waiting.size() + callers(batch));
			}
			batch.forEach(this::forget);
			this.space.signalAll();
			return sentAt != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static int callers(List<PendingSend> batch) {
		int callers = 0;
		for (PendingSend send : batch) {
			callers += send.isAsync() ? 0 : 1;
		}
		return callers;
	}

	/**
	 * Let the next batch follow the one whose callers have been answered.
	 * @return what to send, empty if there is nothing
	 */
	List<PendingSend> proceed() {
		this.lock.lock();
		try {
			this.settling--;
			this.delay.begin(System.nanoTime());
			return nextBatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean setAsideIfFull(PendingSend send) {
		if (!send.isToBeRetried()) {
			return false;
		}
		this.full.computeIfAbsent(send.message().topic(), (topic) -> new ArrayDeque<>()).addLast(send);
		return true;
	}

	boolean hasFull() {
		this.lock.lock();
		try {
			return !this.full.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give up on what is overdue, and let topics try again whose backlog was full. A
	 * batch that nobody waits for any more no longer holds back what came later, but
	 * takes its space until the backend answers.
	 * @return what is overdue
	 */
	List<PendingSend> removeOverdue() {
		List<PendingSend> overdue = new ArrayList<>();
		this.lock.lock();
		try {
			returnFull();
			this.waiting.removeIf((send) -> collectOverdue(send, overdue));
			overdue.forEach(this::forget);
			this.sending.keySet().removeIf((batch) -> isGivenUp(batch, overdue));
			this.space.signalAll();
			return overdue;
		}
		finally {
			this.lock.unlock();
		}
	}

	List<PendingSend> pending() {
		this.lock.lock();
		try {
			List<PendingSend> pending = new ArrayList<>();
			this.sending.keySet().forEach(pending::addAll);
			this.full.values().forEach(pending::addAll);
			pending.addAll(this.waiting);
			return pending;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuse what comes from now on; what is inside still goes out.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.space.signalAll();
			this.gathered.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean awaitSpace(PendingSend send) {
		try {
			while (!this.closed && !hasSpaceFor(send)) {
				if (this.space.awaitNanos(send.nanosLeft()) <= 0) {
					send.expire();
					return false;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			send.fail(ErrorKind.TIMEOUT, "the thread was interrupted while the publish buffer was full: not stored",
					ex);
			return false;
		}
		if (this.closed) {
			send.fail(ErrorKind.CLOSED, "the publisher is closed", null);
		}
		return !this.closed;
	}

	private boolean hasSpaceFor(PendingSend send) {
		return this.messages == 0 || (this.messages < MAX_MESSAGES && this.bytes + send.bytes() <= MAX_BYTES);
	}

	private void append(PendingSend send) {
		this.waiting.addLast(send);
		this.messages++;
		this.bytes += send.bytes();
		if (this.gathering && this.delay.isComplete(this.waiting.size())) {
			this.gathered.signal();
		}
	}

	private List<PendingSend> nextBatch() {
		if (!isNextReady()) {
			return List.of();
		}
		gather();
		List<PendingSend> batch = new ArrayList<>(Math.min(this.batchSize, this.waiting.size()));
		while (batch.size() < this.batchSize && !this.waiting.isEmpty()) {
			PendingSend send = this.waiting.removeFirst();
			Deque<PendingSend> aside = this.full.isEmpty() ? null : this.full.get(send.message().topic());
			if (send.isDone()) {
				forget(send);
			}
			else if (aside != null) {
				aside.addLast(send);
			}
			else {
				batch.add(send);
			}
		}
		if (!batch.isEmpty()) {
			this.passing = batch;
			this.sending.put(batch, System.nanoTime());
		}
		return batch;
	}

	private boolean isNextReady() {
		if (this.gathering || this.passing != null || this.waiting.isEmpty()) {
			return false;
		}
		int underWay = this.sending.size() + this.settling;
		return underWay == 0 || (underWay < this.maxInFlight && this.waiting.size() >= this.batchSize);
	}

	private void gather() {
		this.gathering = true;
		try {
			long left = this.delay.remaining(this.waiting.size(), System.nanoTime());
			while (left > 0 && !this.closed && this.waiting.size() < this.batchSize) {
				this.gathered.awaitNanos(left);
				left = this.delay.remaining(this.waiting.size(), System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.gathering = false;
		}
	}

	private void returnFull() {
		for (Deque<PendingSend> aside : this.full.values()) {
			while (!aside.isEmpty()) {
				this.waiting.addFirst(aside.removeLast());
			}
		}
		this.full.clear();
	}

	private void forget(PendingSend send) {
		this.messages--;
		this.bytes -= send.bytes();
	}

	private boolean isGivenUp(List<PendingSend> batch, List<PendingSend> overdue) {
		int late = 0;
		for (PendingSend send : batch) {
			late += collectOverdue(send, overdue) ? 1 : 0;
		}
		boolean givenUp = late == batch.size();
		if (givenUp && this.passing == batch) {
			this.passing = null;
		}
		return givenUp;
	}

	private static boolean collectOverdue(PendingSend send, List<PendingSend> overdue) {
		boolean isOverdue = send.nanosLeft() <= 0;
		if (isOverdue) {
			overdue.add(send);
		}
		return isOverdue;
	}

}
