// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Wakes the receivers of this process as soon as something was committed for them,
 * instead of at their next poll.
 */
final class Arrivals {

	private final Map<String, Set<Signal>> signals = new ConcurrentHashMap<>();

	private volatile Consumer<String> watcher = (topic) -> {
	};

	Signal register(String topic) {
		Signal signal = new Signal();
		this.signals.computeIfAbsent(topic, (key) -> ConcurrentHashMap.newKeySet()).add(signal);
		return signal;
	}

	// watcher: is told of all topics on which something was committed

	void watch(Consumer<String> watcher) {
		this.watcher = watcher;
	}

	void unregister(String topic, Signal signal) {
		this.signals.getOrDefault(topic, Set.of()).remove(signal);
	}

	void arrived(String topic) {
		Set<Signal> waiting = this.signals.get(topic);
		if (waiting != null) {
			waiting.forEach(Signal::arrived);
		}
		this.watcher.accept(topic);
	}

	/**
	 * What one receiver waits on.
	 */
	static final class Signal {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private long arrivals;

		private boolean wakeup;

		void arrived() {
			this.lock.lock();
			try {
				this.arrivals++;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

		void wakeup() {
			this.lock.lock();
			try {
				this.wakeup = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

		long arrivals() {
			this.lock.lock();
			try {
				return this.arrivals;
			}
			finally {
				this.lock.unlock();
			}
		}

		// Wait for an arrival, a wake-up, an interrupt or the end of the time. seen: the
		// arrivals known before

		Reason await(long seen, long nanos) {
			this.lock.lock();
			try {
				long left = nanos;
				while (!this.wakeup && this.arrivals == seen && left > 0) {
					left = this.changed.awaitNanos(left);
				}
				if (this.wakeup) {
					this.wakeup = false;
					return Reason.WAKEUP;
				}
				return (this.arrivals != seen) ? Reason.ARRIVAL : Reason.TIMEOUT;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return Reason.WAKEUP;
			}
			finally {
				this.lock.unlock();
			}
		}

		// Wait for a wake-up only.

		void awaitWakeup(long nanos) {
			long end = System.nanoTime() + nanos;
			Reason reason = Reason.ARRIVAL;
			while (reason == Reason.ARRIVAL) {
				reason = await(arrivals(), end - System.nanoTime());
			}
		}

	}

	/**
	 * Why a wait ended.
	 */
	enum Reason {

		/** Something may be there. */
		ARRIVAL,

		/** Somebody wants the receiver to return. */
		WAKEUP,

		/** Nothing happened. */
		TIMEOUT

	}

}
