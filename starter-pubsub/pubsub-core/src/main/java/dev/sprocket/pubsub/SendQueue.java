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
 * gathers and is the next batch, without any timer. A topic whose backlog is full is set
 * aside, the others go on. Bounded in messages and bytes: callers wait for space.
 */
final class SendQueue {

	private static final int MAX_MESSAGES = 10_000;

	private static final long MAX_BYTES = 64L * 1024 * 1024;

	private final int batchSize;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition space = this.lock.newCondition();

	private final Deque<PendingSend> waiting = new ArrayDeque<>();

	private final Map<String, Deque<PendingSend>> full = new HashMap<>();

	private List<PendingSend> sending = List.of();

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
			this.waiting.addLast(send);
			this.messages++;
			this.bytes += send.bytes();
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
				PendingSend send = sends.get(index++);
				this.waiting.addLast(send);
				this.messages++;
				this.bytes += send.bytes();
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
	 * @return what to send next, empty if there is nothing
	 */
	List<PendingSend> finish(List<PendingSend> batch) {
		this.lock.lock();
		try {
			if (this.sending == batch) {
				this.sending = List.of();
				batch.removeIf(this::setAsideIfFull);
				batch.forEach(this::forget);
				this.space.signalAll();
			}
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
	 * Give up on what is overdue, and let topics try again whose backlog was full.
	 * @return what is overdue
	 */
	List<PendingSend> removeOverdue() {
		List<PendingSend> overdue = new ArrayList<>();
		this.lock.lock();
		try {
			returnFull();
			this.waiting.removeIf((send) -> collectOverdue(send, overdue));
			overdue.forEach(this::forget);
			if (!this.sending.isEmpty() && this.sending.get(0).nanosLeft() <= 0) {
				// the backend does not answer: it must not hold back what came later
				this.sending.forEach(this::forget);
				overdue.addAll(this.sending);
				this.sending = List.of();
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

	private List<PendingSend> nextBatch() {
		if (!this.sending.isEmpty() || this.waiting.isEmpty()) {
			return List.of();
		}
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
		return batch;
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
