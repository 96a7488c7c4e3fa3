// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Progress on one lane of a broker that settles by position. Messages finish in any
 * order; what is committed never passes one that has not. Belongs to the engine thread.
 */
final class LaneProgress {

	private static final long NONE = Long.MIN_VALUE;

	private final Lane lane;

	private final Deque<Long> open = new ArrayDeque<>();

	private final Set<Long> done = new HashSet<>();

	private final Map<Long, Integer> attempts = new HashMap<>();

	private final LaneNote inherited;

	private long committed = NONE;

	private boolean changed;

	private boolean sent;

	private boolean paused;

	LaneProgress(Lane lane, @Nullable String noteBefore) {
		this.lane = lane;
		this.inherited = LaneNote.parse(noteBefore);
	}

	Lane lane() {
		return this.lane;
	}

	/**
	 * Take note of a message that was fetched.
	 * @param position its position
	 * @return how often it was tried before, or -1 if it is done already
	 */
	int begin(long position) {
		if (this.committed == NONE) {
			this.committed = position - 1;
		}
		if (position <= this.committed) {
			return -1;
		}
		this.open.addLast(position);
		if (this.inherited.done().remove(position)) {
			finish(position);
			return -1;
		}
		Integer before = this.inherited.attempts().remove(position);
		if (before != null) {
			this.attempts.put(position, before);
		}
		return (before != null) ? before : 0;
	}

	void finish(long position) {
		this.attempts.remove(position);
		if (!isNext(position)) {
			this.done.add(position);
			this.changed = true;
			return;
		}
		this.committed = this.open.removeFirst();
		while (!this.open.isEmpty() && this.done.remove(this.open.peekFirst())) {
			this.committed = this.open.removeFirst();
		}
		this.changed = true;
	}

	private boolean isNext(long position) {
		Long first = this.open.peekFirst();
		return first != null && first == position;
	}

	void failed(long position, int attempt) {
		this.attempts.put(position, attempt);
		this.changed = true;
	}

	/**
	 * Return what is to be committed now.
	 * @param sure whether the broker answers before anything else is done; else this is
	 * sent, and to be committed again
	 * @return the settlement, or {@code null} if there is nothing to say
	 */
	@Nullable Settlement commit(boolean sure) {
		if (!this.changed && !(sure && this.sent)) {
			return null;
		}
		this.changed = false;
		this.sent = !sure;
		// what the note before was about may have been removed from the topic since
		this.inherited.done().headSet(this.committed, true).clear();
		this.inherited.attempts().keySet().removeIf((position) -> position <= this.committed);
		TreeSet<Long> later = new TreeSet<>(this.done);
		later.addAll(this.inherited.done());
		Map<Long, Integer> tried = new TreeMap<>(this.attempts);
		tried.putAll(this.inherited.attempts());
		LaneNote note = new LaneNote(later, tried);
		return new Settlement.AckThrough(this.lane, this.committed, note.format(this.committed));
	}

	/**
	 * Commit again: the last time did not work.
	 */
	void repeat() {
		this.changed = true;
	}

	boolean isChanged() {
		return this.changed;
	}

	boolean isUncommitted() {
		return this.changed || this.sent;
	}

	int window() {
		return this.open.size();
	}

	boolean isPaused() {
		return this.paused;
	}

	void paused(boolean paused) {
		this.paused = paused;
	}

}
