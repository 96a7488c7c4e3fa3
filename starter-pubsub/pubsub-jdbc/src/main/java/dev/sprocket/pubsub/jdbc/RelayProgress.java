// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a relay has come, what holds it up, and when it tries again. Logs one line when
 * it is held up and one when it goes on.
 */
final class RelayProgress {

	private static final Logger logger = LoggerFactory.getLogger(OutboxRelay.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final String name;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private Duration nextPause = FIRST_PAUSE;

	private long emptySince = System.nanoTime();

	private boolean pausing;

	private boolean closed;

	private volatile @Nullable Failure failure;

	RelayProgress(String name) {
		this.name = name;
	}

	@Nullable String failure() {
		Failure current = this.failure;
		return (current != null) ? current.text() : null;
	}

	// Take note of a failure, unless another is known. position: of the message that was
	// not stored, null if none could be read

	void failed(@Nullable Long position, String text) {
		if (this.failure == null) {
			this.failure = new Failure(position, text);
			logger.warn(this.name + " is held up: " + text);
		}
	}

	// Forget the failure if its message is gone. isWaiting: whether a message is still
	// there

	void recheck(LongPredicate isWaiting) {
		Failure current = this.failure;
		if (current != null && (current.position() == null || !isWaiting.test(current.position()))) {
			this.failure = null;
			logger.info(this.name + " goes on");
		}
	}

	void stored() {
		this.nextPause = FIRST_PAUSE;
	}

	// Pause, each time for longer until something was stored.

	void pause() {
		Duration pause = this.nextPause;
		Duration doubled = pause.multipliedBy(2);
		this.nextPause = (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
		pause(pause);
	}

	void pause(Duration pause) {
		this.lock.lock();
		try {
			this.pausing = true;
			this.changed.signalAll();
			long left = pause.toNanos();
			while (!this.closed && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.pausing = false;
			this.lock.unlock();
		}
	}

	// Nothing was left for a look that began then.

	void empty(long begun) {
		this.lock.lock();
		try {
			this.emptySince = begun;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	// Wait until a look that begins from now on finds nothing, or the relay is held up.
	// look: makes the relay look at once

	void awaitEmpty(Duration timeout, Runnable look) {
		long start = System.nanoTime();
		this.lock.lock();
		try {
			long left = timeout.toNanos();
			while (this.emptySince - start < 0 && !this.pausing && !this.closed && left > 0) {
				look.run();
				left -= LOOK_EVERY - this.changed.awaitNanos(Math.min(left, LOOK_EVERY));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Failure(@Nullable Long position, String text) {

	}

}
