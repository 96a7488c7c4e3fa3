// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import dev.sprocket.pubsub.spi.Delivery;

/**
 * One way from the front of a queue of an outbox to its end. Where nothing fails each
 * batch is one. What fails is passed over, so that all that is behind it is tried before
 * it is due again, however many fail.
 */
final class RelayPass {

	private final long begun = System.nanoTime();

	/** By the clock of the store. */
	private final Instant begunAt;

	/** Until when it has failed, or looked in vain. */
	private long heldUpUntil = this.begun;

	private long inVain;

	private boolean repeated;

	RelayPass(Clock clock) {
		this.begunAt = clock.instant();
	}

	long begun() {
		return this.begun;
	}

	// A look that took so long, in nanoseconds, found nothing.

	void looked(long took) {
		this.inVain += took;
		this.heldUpUntil = System.nanoTime();
	}

	void sent(RelayedBatch batch, long took) {
		this.repeated |= batch.isStored();
		if (batch.isFailed()) {
			this.heldUpUntil = System.nanoTime();
		}
		if (!batch.isStored() && !batch.isAway()) {
			this.inVain += took;
		}
	}

	// Something has come that may be behind it.

	void repeat() {
		this.repeated = true;
	}

	// Return whether to look from the front again: something has come, or keys are free
	// that were not when it passed them, as something was stored.

	boolean isRepeated() {
		return this.repeated;
	}

	// Return whether to go back to the front, where messages may be due, after one that
	// was sent: it has come since the pass began, or the pass has gone well for long.

	boolean isOver(Delivery sent) {
		Instant published = sent.publishedAt();
		long well = System.nanoTime() - this.heldUpUntil;
		return (published != null && published.isAfter(this.begunAt)) || well > Math
			.max(TimeUnit.MILLISECONDS.toNanos(RelayPace.LONGEST_REST), this.heldUpUntil - this.begun);
	}

	long inVainMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.inVain);
	}

}
