// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a relay has come, and what holds it up. Logs one line when it is held up and
 * one when it goes on.
 */
final class RelayProgress {

	private static final Logger logger = LoggerFactory.getLogger(OutboxRelay.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private final String name;

	private Duration nextPause = FIRST_PAUSE;

	private final Runnable changes;

	private volatile @Nullable Long emptySince;

	private volatile @Nullable Failure failure;

	// changes: told when it finds nothing

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

	void succeeded() {
		this.nextPause = FIRST_PAUSE;
	}

	// Return for how long to pause: each time longer, until something succeeds.

	Duration nextPause() {
		Duration pause = this.nextPause;
		Duration doubled = pause.multipliedBy(2);
		this.nextPause = (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
		return pause;
	}

	// Nothing was left for a look that began then.

	void empty(long begun) {
		this.emptySince = begun;
		this.changes.run();
	}

	// Return whether no look that began later has found nothing.

	boolean isBusySince(long begun) {
		Long empty = this.emptySince;
		return empty == null || empty - begun < 0;
	}

	private record Failure(@Nullable Long position, String text) {

	}

}
