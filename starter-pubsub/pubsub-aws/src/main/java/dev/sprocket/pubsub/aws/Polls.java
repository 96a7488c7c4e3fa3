// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;

/**
 * The long polls of one receiver, on threads of their own, and what they brought. While
 * they come back full there is one more at a time, up to a bound; one that brings nothing
 * is followed by a single one: where there is little to fetch, requests only cost. A poll
 * is never broken off, not by a wake-up and not by the end: SQS might hand out messages
 * to a connection that is gone, and nobody would get them until their lease is over.
 */
final class Polls {

	private final IntFunction<List<Delivery>> poll;

	private final Executor threads;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition news = this.lock.newCondition();

	private final Deque<Delivery> fetched = new ArrayDeque<>();

	/** Of the last poll that failed, if none has succeeded since. */
	private @Nullable BackendException failure;

	private boolean told;

	private final int most;

	private int allowed = 1;

	private int polling;

	/** How many messages the polls under way may bring. */
	private int asked;

	private boolean woken;

	private boolean closed;

	/**
	 * Create the polls of a receiver.
	 * @param poll asks for so many messages at most
	 * @param threads run it
	 * @param most how many at a time
	 */
	Polls(IntFunction<List<Delivery>> poll, Executor threads, int most) {
		this.poll = poll;
		this.threads = threads;
		this.most = most;
	}

	/**
	 * Take what is there, or wait for it.
	 * @param max how many at most; 0 to wait only, until there is more than there was
	 * @param wait how long to wait when there is nothing
	 * @return the messages; empty after the wait, a wake-up or the end
	 * @throws BackendException if a poll fails, and after the wait or a wake-up if one
	 * failed and none has succeeded since: the one under way may fail as slowly
	 */
	List<Delivery> take(int max, Duration wait) {
		long end = System.nanoTime() + wait.toNanos();
		this.lock.lock();
		try {
			int before = this.fetched.size();
			while (true) {
				List<Delivery> taken = take(max);
				long left = end - System.nanoTime();
				boolean isNews = !taken.isEmpty() || this.fetched.size() > before;
				if (isNews || this.woken || this.closed || left <= 0) {
					this.woken = false;
					if (max > 0 && taken.isEmpty() && this.failure != null && !this.closed) {
						throw this.failure;
					}
					return taken;
				}
				await(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Delivery> take(int max) {
		List<Delivery> taken = new ArrayList<>();
		while (taken.size() < max && !this.fetched.isEmpty()) {
			taken.add(this.fetched.remove());
		}
		if (max > 0 && !this.closed) {
			if (taken.isEmpty() && this.failure != null && !this.told) {
				this.told = true;
				throw this.failure;
			}
			if (this.failure == null || this.told) {
				start(max - taken.size() - this.fetched.size() - this.asked, taken.isEmpty());
			}
		}
		return taken;
	}

	// A request for a few messages costs as much as one for ten.

	private void start(int room, boolean needed) {
		int left = room;
		while (this.polling < this.allowed
				&& (left >= Batches.MAX_ENTRIES || (left > 0 && needed && this.polling == 0))) {
			int max = Math.min(left, Batches.MAX_ENTRIES);
			this.threads.execute(() -> run(max));
			this.polling++;
			this.asked += max;
			left -= max;
		}
	}

	private void run(int max) {
		List<Delivery> deliveries = List.of();
		BackendException failed = null;
		try {
			deliveries = this.poll.apply(max);
		}
		catch (Throwable ex) {
			// whatever it is, the next poll must not wait for this one
			failed = AwsErrors.of("A poll", ex);
		}
		this.lock.lock();
		try {
			this.polling--;
			this.asked -= max;
			this.failure = failed;
			this.told = false;
			adapt(deliveries.size(), max);
			this.fetched.addAll(deliveries);
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void adapt(int brought, int max) {
		if (brought == max) {
			this.allowed = Math.min(this.most, this.allowed + 1);
		}
		else if (brought == 0) {
			this.allowed = 1;
		}
	}

	private void await(long nanos) {
		try {
			this.news.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.woken = true;
		}
	}

	// Take some of what is there, without asking for more.

	List<Delivery> drain(Predicate<Delivery> which) {
		this.lock.lock();
		try {
			List<Delivery> drained = this.fetched.stream().filter(which).toList();
			this.fetched.removeAll(drained);
			return drained;
		}
		finally {
			this.lock.unlock();
		}
	}

	List<Delivery> fetched() {
		this.lock.lock();
		try {
			return List.copyOf(this.fetched);
		}
		finally {
			this.lock.unlock();
		}
	}

	void wakeup() {
		this.lock.lock();
		try {
			this.woken = true;
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Start no more polls, and end the waiting of others.
	 */
	void stop() {
		this.lock.lock();
		try {
			this.closed = true;
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until the last poll is over.
	 */
	void awaitEnd() {
		this.lock.lock();
		try {
			while (this.polling > 0) {
				this.news.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
