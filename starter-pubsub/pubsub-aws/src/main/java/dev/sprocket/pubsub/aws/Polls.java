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

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;

/**
 * The long polls of one receiver, on a thread of their own, and what they brought. A poll
 * is never broken off, not by a wake-up and not by the end: SQS might hand out messages
 * to a connection that is gone, and nobody would get them until their lease is over.
 */
final class Polls {

	private final IntFunction<List<Delivery>> poll;

	private final Executor threads;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition news = this.lock.newCondition();

	private final Deque<Delivery> fetched = new ArrayDeque<>();

	private @Nullable BackendException failure;

	private boolean polling;

	private boolean woken;

	private boolean closed;

	Polls(IntFunction<List<Delivery>> poll, Executor threads) {
		this.poll = poll;
		this.threads = threads;
	}

	/**
	 * Take what is there, or wait for it.
	 * @param max how many at most; 0 to wait for a wake-up only
	 * @param wait how long to wait when there is nothing
	 * @return the messages; empty after the wait, a wake-up or the end
	 */
	List<Delivery> take(int max, Duration wait) {
		long end = System.nanoTime() + wait.toNanos();
		this.lock.lock();
		try {
			while (true) {
				List<Delivery> taken = take(max);
				long left = end - System.nanoTime();
				if (!taken.isEmpty() || this.woken || this.closed || left <= 0) {
					this.woken = false;
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
		if (max > 0 && taken.isEmpty() && !this.closed) {
			start(max);
		}
		return taken;
	}

	private void start(int max) {
		BackendException failed = this.failure;
		this.failure = null;
		if (failed != null) {
			throw failed;
		}
		if (!this.polling) {
			this.threads.execute(() -> run(max));
			this.polling = true;
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
			this.polling = false;
			this.failure = failed;
			this.fetched.addAll(deliveries);
			this.news.signalAll();
		}
		finally {
			this.lock.unlock();
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

	// Take everything that is there.

	List<Delivery> drain() {
		this.lock.lock();
		try {
			return take(this.fetched.size());
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
			while (this.polling) {
				this.news.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
