// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * What waits to be sent, in order. Hands out one batch at a time; what comes meanwhile
 * gathers and is the next batch. A topic whose backlog is full is set aside, the others
 * go on. Bounded in messages and bytes, those that the backend has not answered included:
 * callers wait for space.
 */
final class SendQueue {

	private static final int MAX_MESSAGES = 10_000;

	private static final long MAX_BYTES = 64L * 1024 * 1024;

	private final int batchSize;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition space = this.lock.newCondition();

	private final Condition gathered = this.lock.newCondition();

	private final BatchDelay delay = new BatchDelay();

	private final Deque<PendingSend> waiting = new ArrayDeque<>();

	private final Map<String, Deque<PendingSend>> full = new HashMap<>();

	private List<PendingSend> sending = List.of();

	private long sentAt;

	/** Whether a batch is being gathered, sent or settled. */
	private boolean busy;

	private int messages;

	private long bytes;

	private boolean closed;

	SendQueue(int batchSize) {
		this.batchSize = batchSize;
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
	 * Take note of the outcomes of a batch. What a full backlog refused waits on, and is
	 * taken out of the batch.
	 * @param batch the batch, each entry with its outcome
	 * @return {@code true} if {@link #proceed()} is to follow, {@code false} if the batch
	 * was given up before
	 */
	boolean finish(List<PendingSend> batch) {
		this.lock.lock();
		try {
			boolean current = this.sending == batch;
			if (current) {
				this.sending = List.of();
				batch.removeIf(this::setAsideIfFull);
				this.delay.answered(System.nanoTime() - this.sentAt, this.waiting.size() + callers(batch));
			}
			batch.forEach(this::forget);
			this.space.signalAll();
			return current;
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
			this.busy = false;
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
			int late = 0;
			for (PendingSend send : this.sending) {
				late += collectOverdue(send, overdue) ? 1 : 0;
			}
			if (late > 0 && late == this.sending.size()) {
				this.sending = List.of();
				this.busy = false;
			}
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
			List<PendingSend> pending = new ArrayList<>(this.sending);
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
		if (this.busy && this.delay.isComplete(this.waiting.size())) {
			this.gathered.signal();
		}
	}

	private List<PendingSend> nextBatch() {
		if (this.busy || this.waiting.isEmpty()) {
			return List.of();
		}
		this.busy = true;
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
		this.sending = batch;
		this.busy = !batch.isEmpty();
		this.sentAt = System.nanoTime();
		return batch;
	}

	private void gather() {
		try {
			long left = this.delay.remaining(this.waiting.size(), System.nanoTime());
			while (left > 0 && !this.closed) {
				this.gathered.awaitNanos(left);
				left = this.delay.remaining(this.waiting.size(), System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
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

	private static boolean collectOverdue(PendingSend send, List<PendingSend> overdue) {
		boolean isOverdue = send.nanosLeft() <= 0;
		if (isOverdue) {
			overdue.add(send);
		}
		return isOverdue;
	}

}
