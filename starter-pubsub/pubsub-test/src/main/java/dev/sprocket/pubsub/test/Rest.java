// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;

import org.awaitility.core.ConditionTimeoutException;

import dev.sprocket.pubsub.memory.MemoryBackend;

/**
 * Knows when nothing more happens by itself: no handler works, and every receiver has
 * taken what it would take. A message that stays in hand all the same, because its
 * handler kept the acknowledgment, does not count as work.
 *
 * @param store where messages are
 * @param handlers who works on them
 */
record Rest(MemoryBackend store, WatchedHandlers handlers) {

	/** What an engine does between the return of a handler and its settlement. */
	private static final Duration SETTLING = Duration.ofMillis(100);

	private static final int STEPS = 60;

	void await() {
		try {
			TestPubSub.PATIENCE.until("pub/sub to come to rest", new Observation()::isAtRest);
		}
		catch (ConditionTimeoutException ex) {
			// a handler takes its time; what is asserted next says whether that matters
		}
	}

	// While messages are in hand the engine looks after their leases, at moments that the
	// store does not know.

	Instant nextDue(Instant now, Duration longest) {
		Instant next = this.store.nextDue().orElse(Instant.MAX);
		Instant limit = (this.store.inHand() > 0) ? now.plus(longest) : Instant.MAX;
		return next.isBefore(limit) ? next : limit;
	}

	static Duration longestStep(Duration whole) {
		Duration step = whole.dividedBy(STEPS);
		return (step.compareTo(Duration.ofSeconds(1)) > 0) ? step : Duration.ofSeconds(1);
	}

	/**
	 * One wait.
	 */
	private final class Observation {

		private int inHand = -1;

		private long since;

		boolean isAtRest() {
			boolean quiet = Rest.this.handlers.running() == 0 && Rest.this.store.isAtRest();
			int now = quiet ? Rest.this.store.inHand() : -1;
			if (now != this.inHand) {
				this.inHand = now;
				this.since = System.nanoTime();
			}
			return quiet && (now == 0 || System.nanoTime() - this.since >= SETTLING.toNanos());
		}

	}

}
