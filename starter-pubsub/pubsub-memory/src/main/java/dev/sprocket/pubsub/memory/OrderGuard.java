// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Keeps keys in order over the receivers of a group: a message waits while an earlier one
 * of its key is with another receiver or waits for its retry.
 */
final class OrderGuard {

	private final Map<String, KeyState> keys = new HashMap<>();

	static @Nullable String laneOf(Entry entry, Ordering ordering) {
		return switch (ordering) {
			case NONE -> null;
			case KEY -> entry.key();
			case TOPIC -> "";
		};
	}

	boolean admits(String lane, Entry entry, MemoryReceiver receiver) {
		KeyState state = this.keys.get(lane);
		if (state == null
				|| (state.retrying == 0 && (state.held == 0 || state.holder == receiver) && state.parked.isEmpty())) {
			return true;
		}
		state.parked.add(entry);
		return false;
	}

	void held(String lane, MemoryReceiver receiver) {
		KeyState state = this.keys.computeIfAbsent(lane, (key) -> new KeyState());
		state.holder = receiver;
		state.held++;
	}

	void retrying(String lane) {
		this.keys.computeIfAbsent(lane, (key) -> new KeyState()).retrying++;
	}

	List<Entry> free(String lane) {
		KeyState state = this.keys.get(lane);
		if (state == null) {
			return List.of();
		}
		state.held--;
		return unpark(lane, state);
	}

	List<Entry> retryDue(String lane) {
		KeyState state = this.keys.get(lane);
		if (state == null) {
			return List.of();
		}
		state.retrying--;
		return unpark(lane, state);
	}

	private List<Entry> unpark(String lane, KeyState state) {
		if (state.retrying > 0 || state.held > 0) {
			return List.of();
		}
		this.keys.remove(lane);
		return state.parked;
	}

	List<Entry> parked() {
		List<Entry> parked = new ArrayList<>();
		this.keys.values().forEach((state) -> parked.addAll(state.parked));
		return parked;
	}

	private static final class KeyState {

		private final List<Entry> parked = new ArrayList<>(0);

		private @Nullable MemoryReceiver holder;

		private int held;

		private int retrying;

	}

}
