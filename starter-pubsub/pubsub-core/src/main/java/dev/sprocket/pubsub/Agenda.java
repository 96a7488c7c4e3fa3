// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * What the engine thread has to do later. Belongs to it.
 */
final class Agenda {

	private final PriorityQueue<Entry> entries = new PriorityQueue<>(
			Comparator.comparingLong(Entry::due).thenComparingLong(Entry::sequence));

	private long sequence;

	void add(long due, Attempt attempt, Runnable action) {
		this.entries.add(new Entry(due, this.sequence++, attempt, action));
	}

	@Nullable Entry pollDue(long now) {
		Entry first = this.entries.peek();
		return (first != null && first.due() <= now) ? this.entries.poll() : null;
	}

	long nextDue() {
		Entry first = this.entries.peek();
		return (first != null) ? first.due() : Long.MAX_VALUE;
	}

	/**
	 * One thing to do.
	 *
	 * @param due when
	 * @param sequence breaks ties
	 * @param attempt what it is about
	 * @param action what to do, unless the attempt is settled by then
	 */
	record Entry(long due, long sequence, Attempt attempt, Runnable action) {

	}

}
