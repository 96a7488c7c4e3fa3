// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * The workers of one subscription: how many there may be, how many there are, and how
 * many of them wait for messages. Guarded by the lock of its condition.
 */
final class Crew {

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Condition work;

	private final Runnable startWorker;

	private int concurrency = 1;

	private int workers;

	private int idle;

	Crew(Condition work, Runnable startWorker) {
		this.work = work;
		this.startWorker = startWorker;
	}

	/**
	 * Let one worker look for messages: one that waits, or else a new one.
	 */
	void call() {
		if (this.idle > 0) {
			this.work.signal();
		}
		else if (this.workers < this.concurrency) {
			add();
		}
	}

	private void add() {
		this.workers++;
		try {
			this.startWorker.run();
		}
		catch (Throwable ex) {
			this.workers--;
			if (this.workers == 0) {
				throw ex;
			}
			// no thread to be had: those that there are go on
		}
	}

	void callAll() {
		this.work.signalAll();
	}

	/**
	 * Let a worker wait until it is called.
	 * @param nanos for that long at most
	 * @return how much of that is left
	 */
	long await(long nanos) {
		this.idle++;
		try {
			return this.work.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			// meant for a handler that has returned by now
			return nanos;
		}
		finally {
			this.idle--;
		}
	}

	/**
	 * Return how long a worker waits before it ends.
	 * @return nanoseconds
	 */
	long patience() {
		return IDLE_NANOS;
	}

	void left() {
		this.workers--;
	}

	boolean isEmpty() {
		return this.workers == 0;
	}

	/**
	 * Return whether a call is heard.
	 * @return {@code false} while all workers there may be are with handlers
	 */
	boolean hasRoom() {
		return this.idle > 0 || this.workers < this.concurrency;
	}

	boolean isTooLarge() {
		return this.workers > this.concurrency;
	}

	int concurrency() {
		return this.concurrency;
	}

	void concurrency(int concurrency) {
		this.concurrency = concurrency;
		callAll();
	}

}
