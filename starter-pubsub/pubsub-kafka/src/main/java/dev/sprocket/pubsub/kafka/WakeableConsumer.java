// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer whose wake-up ends a poll and nothing else. Kafka's own breaks off whatever
 * call comes next, be it a commit.
 */
final class WakeableConsumer {

	private final Consumer<byte[], byte[]> consumer;

	private final AtomicBoolean woken = new AtomicBoolean();

	private final Semaphore wakeups;

	private volatile boolean polling;

	WakeableConsumer(Consumer<byte[], byte[]> consumer) {
		this(consumer, new Semaphore(0));
	}

	WakeableConsumer(Consumer<byte[], byte[]> consumer, Semaphore wakeups) {
		this.consumer = consumer;
		this.wakeups = wakeups;
	}

	Consumer<byte[], byte[]> consumer() {
		return this.consumer;
	}

	/**
	 * Poll until there is something, the wait is over or {@link #wakeup()} is called.
	 * @param wait how long at most
	 * @return the records
	 */
	ConsumerRecords<byte[], byte[]> poll(Duration wait) {
		this.polling = true;
		try {
			return this.consumer.poll(this.woken.getAndSet(false) ? Duration.ZERO : wait);
		}
		catch (WakeupException ex) {
			this.woken.set(false);
			return ConsumerRecords.empty();
		}
		finally {
			this.polling = false;
		}
	}

	/**
	 * Wait without polling until the wait is over or {@link #wakeup()} is called.
	 * @param wait how long at most
	 */
	void await(Duration wait) {
		this.wakeups.drainPermits();
		if (this.woken.getAndSet(false)) {
			return;
		}
		try {
			if (this.wakeups.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
				this.woken.set(false);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Make a call that a wake-up must not break off. The wake-up ends the next poll
	 * instead.
	 * @param call a call that may be made again
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T> T shielded(Supplier<T> call) {
		while (true) {
			try {
				return call.get();
			}
			catch (WakeupException ex) {
				this.woken.set(true);
			}
		}
	}

	/**
	 * End the poll or the wait under way, or else the next one; from any thread.
	 */
	void wakeup() {
		this.woken.set(true);
		// a receiver that always has room polls and never takes one
		if (this.wakeups.availablePermits() == 0) {
			this.wakeups.release();
		}
		if (this.polling) {
			this.consumer.wakeup();
		}
	}

}
