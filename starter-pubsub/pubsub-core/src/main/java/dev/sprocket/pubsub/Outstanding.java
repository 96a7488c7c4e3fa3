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

	private long bytes;

	void add(Attempt attempt) {
		attempt.index = this.attempts.size();
		this.attempts.add(attempt);
		this.bytes += attempt.bytes();
	}

	void replace(Attempt old, Attempt replacement) {
		replacement.index = old.index;
		this.attempts.set(old.index, replacement);
		old.index = GONE;
	}

	boolean contains(Attempt attempt) {
		return attempt.index != GONE;
	}

	void remove(Attempt attempt) {
		if (attempt.index == GONE) {
			return;
		}
		Attempt last = this.attempts.remove(this.attempts.size() - 1);
		if (last != attempt) {
			this.attempts.set(attempt.index, last);
			last.index = attempt.index;
		}
		attempt.index = GONE;
		this.bytes -= attempt.bytes();
	}

	int size() {
		return this.attempts.size();
	}

	long bytes() {
		return this.bytes;
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
