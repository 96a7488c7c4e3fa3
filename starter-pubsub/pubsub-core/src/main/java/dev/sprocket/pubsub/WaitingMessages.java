// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Fetched messages that no handler has begun. Hands out one message of a key at a time,
 * or several of it together. Guarded by the lock of the {@link HandlerQueue}.
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

	/**
	 * Return how many wait for another of their key.
	 * @return none of those that are ready
	 */
	int blocked() {
		return this.size - this.ready.size();
	}

	boolean hasReady() {
		return !this.ready.isEmpty();
	}

	void add(Attempt attempt) {
		this.size++;
		String key = KeyLane.keyOf(this.ordering, attempt.delivery());
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

	/**
	 * Return whether what is ready would fill a batch.
	 * @param size the size of that
	 * @return {@code true} if there are that many, those behind the first of a key
	 * included
	 */
	boolean holds(int size) {
		int found = 0;
		for (Attempt attempt : this.ready) {
			found += 1 + ((attempt.lane != null) ? attempt.lane.waiting().size() : 0);
			if (found >= size) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return since when something is ready.
	 * @return the time, or {@link Long#MAX_VALUE} if nothing is
	 */
	long oldest() {
		long oldest = Long.MAX_VALUE;
		for (Attempt attempt : this.ready) {
			oldest = Math.min(oldest, attempt.waitsSince);
		}
		return oldest;
	}

	/**
	 * Take out messages for one call of a handler.
	 * @param max how many at most
	 * @return those of a key in order; empty if nothing is ready
	 */
	List<Attempt> poll(int max) {
		Attempt first = this.ready.pollFirst();
		if (first == null) {
			return List.of();
		}
		List<Attempt> batch = List.of(first);
		if (max > 1) {
			batch = new ArrayList<>();
			for (Attempt next = first; next != null; next = nextFor(batch, max)) {
				take(next, batch, max);
			}
		}
		this.size -= batch.size();
		return batch;
	}

	/**
	 * Take out messages for one call of a handler each, no two of a key.
	 * @param max how many at most
	 * @return messages; empty if nothing is ready
	 */
	List<Attempt> pollReady(int max) {
		List<Attempt> taken = new ArrayList<>(Math.min(max, this.ready.size()));
		while (taken.size() < max && !this.ready.isEmpty()) {
			taken.add(this.ready.removeFirst());
		}
		this.size -= taken.size();
		return taken;
	}

	/**
	 * Put messages back that were taken out and not begun.
	 * @param attempts messages in order
	 */
	void giveBack(List<Attempt> attempts) {
		for (int i = attempts.size() - 1; i >= 0; i--) {
			attempts.get(i).runner = null;
			this.ready.addFirst(attempts.get(i));
		}
		this.size += attempts.size();
	}

	private static void take(Attempt head, List<Attempt> batch, int max) {
		batch.add(head);
		KeyLane lane = head.lane;
		while (lane != null && batch.size() < max && !lane.waiting().isEmpty()
				&& lane.waiting().getFirst().mayJoin(head)) {
			batch.add(lane.join());
		}
	}

	private @Nullable Attempt nextFor(List<Attempt> batch, int max) {
		Attempt next = (batch.size() < max) ? this.ready.peekFirst() : null;
		return (next != null && next.mayJoin(batch.get(0))) ? this.ready.pollFirst() : null;
	}

	/**
	 * Put a message back that was handed out and counts as not begun, before what waits.
	 * Of several the last comes first.
	 * @param attempt as it was handed out
	 * @param again what is to be handed out next
	 */
	void putBack(Attempt attempt, Attempt again) {
		this.size++;
		KeyLane lane = attempt.lane;
		attempt.lane = null;
		if (lane == null) {
			this.ready.addFirst(again);
			return;
		}
		again.lane = lane;
		lane.waiting().addFirst(again);
		if (lane.isFreeAfterOneLess()) {
			this.ready.addFirst(Objects.requireNonNull(lane.next()));
		}
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
		if (!lane.isFreeAfterOneLess()) {
			return;
		}
		Attempt next = lane.next();
		if (next != null) {
			this.ready.addLast(next);
		}
		else {
			this.lanes.remove(lane.key(), lane);
		}
	}

	/**
	 * Return what waits behind a message.
	 * @param attempt the message
	 * @return messages of its key, in order
	 */
	Collection<Attempt> behind(Attempt attempt) {
		return (attempt.lane != null) ? attempt.lane.waiting() : List.of();
	}

	/**
	 * Take out what waits behind a message that will come back; behind several of one
	 * batch, with the last of them.
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
		if (!lane.isFreeAfterOneLess()) {
			return List.of();
		}
		List<Attempt> behind = List.copyOf(lane.waiting());
		lane.waiting().clear();
		this.size -= behind.size();
		behind.forEach((next) -> next.lane = null);
		return behind;
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
