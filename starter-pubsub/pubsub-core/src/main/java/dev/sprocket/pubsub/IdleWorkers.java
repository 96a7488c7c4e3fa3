// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.locks.Condition;

/**
 * The workers that wait for messages. Guarded by the lock of its condition.
 */
final class IdleWorkers {

	private final Condition work;

	private int idle;

	IdleWorkers(Condition work) {
		this.work = work;
	}

	/**
	 * Let one worker look for messages.
	 * @return {@code false} if none waits
	 */
	boolean call() {
		if (this.idle == 0) {
			return false;
		}
		this.work.signal();
		return true;
	}

	void callAll() {
		this.work.signalAll();
	}

	/**
	 * Wait until called.
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

}
