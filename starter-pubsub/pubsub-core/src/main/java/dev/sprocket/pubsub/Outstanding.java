// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was fetched and is not settled. Belongs to the engine thread.
 */
final class Outstanding {

	private static final int GONE = -1;

	private final List<Attempt> attempts = new ArrayList<>();

	private final List<Attempt> strays = new ArrayList<>();

	private int waiting;

	private long bytes;

	private long meanBytes;

	void add(Attempt attempt) {
		attempt.index = this.attempts.size();
		this.attempts.add(attempt);
		this.bytes += attempt.bytes();
		this.meanBytes = this.bytes / this.attempts.size();
	}

	void replace(Attempt old, Attempt replacement) {
		replacement.index = old.index;
		this.attempts.set(old.index, replacement);
		waits(old, false);
		old.index = GONE;
	}

	boolean contains(Attempt attempt) {
		return attempt.index != GONE;
	}

	void remove(Attempt attempt) {
		if (attempt.index == GONE) {
			return;
		}
		if (attempt.isRunning()) {
			this.strays.add(attempt);
		}
		this.waiting -= attempt.waitsForRetry ? 1 : 0;
		Attempt last = this.attempts.remove(this.attempts.size() - 1);
		if (last != attempt) {
			this.attempts.set(attempt.index, last);
			last.index = attempt.index;
		}
		attempt.index = GONE;
		this.bytes -= attempt.bytes();
	}

	/**
	 * Return what was removed while a handler was at work on it.
	 * @return may be changed
	 */
	List<Attempt> strays() {
		return this.strays;
	}

	int size() {
		return this.attempts.size();
	}

	/**
	 * Take note of whether a message waits for its next attempt, or what follows its
	 * last.
	 * @param attempt the message
	 * @param waits whether it does
	 */
	void waits(Attempt attempt, boolean waits) {
		if (attempt.waitsForRetry != waits && contains(attempt)) {
			this.waiting += waits ? 1 : -1;
		}
		attempt.waitsForRetry = waits;
	}

	/**
	 * Return how many wait for their next attempt.
	 * @return those of which nothing is ready
	 */
	int waiting() {
		return this.waiting;
	}

	long bytes() {
		return this.bytes;
	}

	// Return the mean size of what was here when something last came.

	long meanBytes() {
		return this.meanBytes;
	}

	boolean isEmpty() {
		return this.attempts.isEmpty();
	}

	void forEach(Consumer<Attempt> action) {
		this.attempts.forEach(action);
	}

	List<Attempt> all() {
		return List.copyOf(this.attempts);
	}

}
