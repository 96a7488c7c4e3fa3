// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
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

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final String name;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition closing = this.lock.newCondition();

	private Duration nextPause = FIRST_PAUSE;

	private final Runnable changes;

	private volatile @Nullable Long emptySince;

	private volatile boolean pausing;

	private boolean closed;

	private volatile @Nullable Failure failure;

	// changes: told when it is held up, or finds nothing

	RelayProgress(String name, Runnable changes) {
		this.name = name;
		this.changes = changes;
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
			clear();
		}
	}

	void clear() {
		if (this.failure != null) {
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
			this.changes.run();
			long left = pause.toNanos();
			while (!this.closed && left > 0) {
				left = this.closing.awaitNanos(left);
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
		this.emptySince = begun;
		this.changes.run();
	}

	// Return whether no look that began later has found nothing, and it is not held up.

	boolean isBusySince(long begun) {
		Long empty = this.emptySince;
		return (empty == null || empty - begun < 0) && !this.pausing;
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.closing.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Failure(@Nullable Long position, String text) {

	}

}
