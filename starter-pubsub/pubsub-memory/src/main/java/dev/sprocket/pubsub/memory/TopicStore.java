// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * One topic: hands each message to every group; keeps it for the first group while there
 * is none. Guarded by the lock of the backend.
 */
final class TopicStore {

	private static final long DEDUPLICATION_WINDOW = Duration.ofMinutes(5).toMillis();

	private final String name;

	private final int bound;

	private final Map<String, GroupStore> groups = new HashMap<>();

	private final Map<String, Duplicate> recent = new LinkedHashMap<>();

	private List<StoredMessage> unclaimed = new ArrayList<>();

	private long lastPosition;

	TopicStore(String name, int bound) {
		this.name = name;
		this.bound = bound;
	}

	SendOutcome add(OutboundMessage message, Instant now, long nowMillis) {
		String deduplicationId = message.deduplicationId();
		Duplicate earlier = (deduplicationId != null) ? findRecent(deduplicationId, nowMillis) : null;
		if (earlier != null) {
			return SendOutcome.stored(String.valueOf(earlier.position()));
		}
		if (waiting() >= this.bound) {
			return SendOutcome.failed(new BackendException(ErrorKind.FULL,
					"topic " + this.name + " holds " + this.bound + " waiting messages, its bound", null));
		}
		StoredMessage stored = new StoredMessage(++this.lastPosition, message, now,
				(message.expiresAt() != null) ? message.expiresAt().toEpochMilli() : Long.MAX_VALUE);
		if (deduplicationId != null) {
			this.recent.put(deduplicationId, new Duplicate(stored.position(), nowMillis + DEDUPLICATION_WINDOW));
		}
		if (this.groups.isEmpty()) {
			this.unclaimed.add(stored);
		}
		for (GroupStore group : this.groups.values()) {
			group.add(stored, nowMillis);
		}
		return SendOutcome.stored(String.valueOf(stored.position()));
	}

	private @Nullable Duplicate findRecent(String deduplicationId, long now) {
		for (Iterator<Duplicate> oldest = this.recent.values().iterator(); oldest.hasNext();) {
			if (oldest.next().until() > now) {
				break;
			}
			oldest.remove();
		}
		return this.recent.get(deduplicationId);
	}

	private int waiting() {
		int waiting = this.unclaimed.size();
		for (GroupStore group : this.groups.values()) {
			waiting = Math.max(waiting, group.unsettled());
		}
		return waiting;
	}

	GroupStore declare(String group, long now) {
		GroupStore store = this.groups.get(group);
		if (store == null) {
			store = new GroupStore();
			this.groups.put(group, store);
			List<StoredMessage> adopted = this.unclaimed;
			this.unclaimed = new ArrayList<>();
			for (StoredMessage message : adopted) {
				store.add(message, now);
			}
		}
		return store;
	}

	Stream<GroupStore> groups() {
		return this.groups.values().stream();
	}

	void clear() {
		this.unclaimed.clear();
		this.recent.clear();
		groups().forEach(GroupStore::clear);
	}

	@Nullable GroupStore group(String group) {
		return this.groups.get(group);
	}

	boolean remove(String group) {
		return this.groups.remove(group) != null;
	}

	void signal() {
		this.groups.values().forEach(GroupStore::signal);
	}

	private record Duplicate(long position, long until) {

	}

}
