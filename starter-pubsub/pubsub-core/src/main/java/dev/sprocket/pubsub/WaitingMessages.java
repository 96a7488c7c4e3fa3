// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Fetched messages that no handler has begun. Hands out one message of a key at a time.
 * Guarded by the lock of the {@link HandlerQueue}.
 */
final class WaitingMessages {

	private final Ordering ordering;

	private final Deque<Attempt> ready = new ArrayDeque<>();

	private final Map<String, KeyLane> lanes = new HashMap<>();

	private int size;

	WaitingMessages(Ordering ordering) {
		this.ordering = ordering;
	}

	int size() {
		return this.size;
	}

	boolean hasReady() {
		return !this.ready.isEmpty();
	}

	void add(Attempt attempt) {
		this.size++;
		String key = switch (this.ordering) {
			case NONE -> null;
			case KEY -> attempt.delivery().key();
			case TOPIC -> "";
		};
		if (key == null) {
			this.ready.addLast(attempt);
			return;
		}
		KeyLane lane = this.lanes.get(key);
		if (lane != null) {
			attempt.lane = lane;
			lane.waiting().addLast(attempt);
			return;
		}
		attempt.lane = new KeyLane(key);
		this.lanes.put(key, attempt.lane);
		this.ready.addLast(attempt);
	}

	@Nullable Attempt poll() {
		Attempt attempt = this.ready.pollFirst();
		if (attempt != null) {
			this.size--;
		}
		return attempt;
	}

	/**
	 * Put the next attempt of a message where its last one was.
	 * @param attempt the last attempt
	 * @param again the next
	 */
	void retry(Attempt attempt, Attempt again) {
		again.lane = attempt.lane;
		attempt.lane = null;
		this.size++;
		this.ready.addLast(again);
	}

	/**
	 * Let the next message of the key of this one become ready.
	 * @param attempt one that is through
	 */
	void advance(Attempt attempt) {
		KeyLane lane = attempt.lane;
		if (lane == null) {
			return;
		}
		attempt.lane = null;
		Attempt next = lane.waiting().pollFirst();
		if (next != null) {
			this.ready.addLast(next);
		}
		else {
			this.lanes.remove(lane.key(), lane);
		}
	}

	/**
	 * Take out what waits behind a message that will come back.
	 * @param attempt the message
	 * @return what waited, in order
	 */
	List<Attempt> closeLane(Attempt attempt) {
		KeyLane lane = attempt.lane;
		if (lane == null) {
			return List.of();
		}
		attempt.lane = null;
		this.lanes.remove(lane.key(), lane);
		this.size -= lane.waiting().size();
		lane.waiting().forEach((behind) -> behind.lane = null);
		return List.copyOf(lane.waiting());
	}

	/**
	 * Take out messages that no handler has begun.
	 * @param which which
	 * @return those of a key in order
	 */
	List<Attempt> removeIf(Predicate<Attempt> which) {
		List<Attempt> behind = new ArrayList<>();
		for (KeyLane lane : this.lanes.values()) {
			lane.waiting().removeIf((attempt) -> which.test(attempt) && behind.add(attempt));
		}
		behind.forEach((attempt) -> attempt.lane = null);
		List<Attempt> removed = new ArrayList<>();
		this.ready.removeIf((attempt) -> which.test(attempt) && removed.add(attempt));
		removed.forEach(this::advance);
		removed.addAll(behind);
		this.size -= removed.size();
		return removed;
	}

	/**
	 * Take out a message that no handler is at work on, and what waits behind it.
	 * @param attempt the message
	 * @return what waited behind it, in order
	 */
	List<Attempt> remove(Attempt attempt) {
		KeyLane lane = attempt.lane;
		if (lane == null || !lane.waiting().contains(attempt)) {
			this.size -= this.ready.remove(attempt) ? 1 : 0;
			return closeLane(attempt);
		}
		Deque<Attempt> removed = new ArrayDeque<>();
		while (removed.peekFirst() != attempt) {
			Attempt last = lane.waiting().removeLast();
			last.lane = null;
			removed.addFirst(last);
		}
		this.size -= removed.size();
		removed.removeFirst();
		return List.copyOf(removed);
	}

}
