// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.function.LongSupplier;

/**
 * When the queue of an outbox is to be looked at: soon after something is due, less often
 * the longer nothing is found, and not while the backend is away. All times are in
 * milliseconds. Written by whoever looks, read by all.
 */
final class RelayPace {

	/**
	 * When to look again, unless something arrives, where nothing was found: what is
	 * there is behind others of its keys, or another process relays it. Twice as long
	 * each time.
	 */
	private static final long FIRST_REST = 250;

	static final long LONGEST_REST = 10_000;

	/** A message that comes while the backend is away is a probe. */
	private static final long LONGEST_HOLD = 1000;

	private final LongSupplier clock;

	private volatile long foundNothingAt;

	private volatile long rest = FIRST_REST;

	private volatile long heldUntil;

	private volatile long breathesUntil;

	private volatile long delay;

	// clock: one that nobody sets

	RelayPace(LongSupplier clock) {
		this.clock = clock;
		long now = clock.getAsLong();
		this.foundNothingAt = now - LONGEST_REST;
		this.heldUntil = now;
		this.breathesUntil = now;
	}

	// Return whether nobody is to look, whatever arrives.

	boolean isHeld() {
		return millis() - this.heldUntil < 0;
	}

	// Return whether what arrives is to wait: a long queue was looked through in vain.

	boolean isBreathing() {
		return millis() - this.breathesUntil < 0;
	}

	// Return in how long it is time to look at a queue that has messages. now: of the
	// store

	long dueIn(OutboxQueue queue, boolean failing, long now) {
		long millis = millis();
		long since = millis - this.foundNothingAt;
		long due = Math.max(queue.due() - now + (failing ? this.delay : 0), FIRST_REST - since);
		long ready = (queue.ready() || failing) ? this.rest - since : Long.MAX_VALUE;
		long held = Math.max(this.heldUntil - millis, this.breathesUntil - millis);
		return Math.max(held, Math.min(due, ready));
	}

	// Nothing was stored, for the backend is away. Processes that reach it precede this
	// one when what it has tried is due again. pause: until then

	void away(long pause) {
		this.delay = pause / 4;
		hold(Math.min(pause, LONGEST_HOLD));
	}

	void hold(long millis) {
		this.rest = FIRST_REST;
		this.heldUntil = millis() + millis;
	}

	void found() {
		this.rest = FIRST_REST;
		this.delay = 0;
	}

	void foundNothing() {
		this.rest = Math.min(LONGEST_REST, Math.max(FIRST_REST, 2 * this.rest));
		this.foundNothingAt = millis();
	}

	// Another process looks.

	void foundLocked() {
		this.rest = FIRST_REST;
		this.foundNothingAt = millis();
	}

	// A look through all of the queue has begun.

	void begun() {
		this.breathesUntil = millis();
	}

	void breathe(long millis) {
		this.breathesUntil = millis() + Math.min(LONGEST_REST, millis);
	}

	// Something waits for the next look, at the end of the breath. Returns whether that
	// is sooner for it

	boolean hurry() {
		boolean sooner = this.rest > 0;
		this.rest = 0;
		return sooner;
	}

	boolean isInAHurry() {
		return this.rest == 0;
	}

	private long millis() {
		return this.clock.getAsLong();
	}

}
