// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * The store: in the place of a server, and as shared as one. Thread-safe.
 */
final class Shelf {

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition news = this.lock.newCondition();

	private final Map<String, Map<String, ShelfGroup>> topics = new HashMap<>();

	/** What was published to topics that have no group yet: of the first that comes. */
	private final Map<String, ShelfGroup> unclaimed = new HashMap<>();

	private long lastPosition;

	Shelf(Clock clock) {
		this.clock = clock;
	}

	Instant now() {
		return this.clock.instant();
	}

	<T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	// Whoever waits looks again.

	void signal() {
		locked(() -> {
			this.news.signalAll();
			return true;
		});
	}

	// Call with the lock held. Returns earlier when there may be something to see.

	void awaitNews(Instant until) throws InterruptedException {
		this.news.await(Math.max(1, Duration.between(now(), until).toMillis()), TimeUnit.MILLISECONDS);
	}

	long store(OutboundMessage message) {
		return locked(() -> {
			this.lastPosition++;
			groupsOrUnclaimed(message.topic()).forEach((group) -> group.add(this.lastPosition, message, now()));
			this.news.signalAll();
			return this.lastPosition;
		});
	}

	private Collection<ShelfGroup> groupsOrUnclaimed(String topic) {
		Collection<ShelfGroup> groups = groups(topic).values();
		return groups.isEmpty() ? List.of(this.unclaimed.computeIfAbsent(topic, (missing) -> new ShelfGroup()))
				: groups;
	}

	ShelfGroup declare(String topic, String name) {
		return locked(() -> groups(topic).computeIfAbsent(name, (missing) -> {
			ShelfGroup first = this.unclaimed.remove(topic);
			return (first != null) ? first : new ShelfGroup();
		}));
	}

	boolean remove(String topic, String name) {
		return locked(() -> groups(topic).remove(name) != null);
	}

	Lag lag(String topic, String name) {
		return locked(() -> {
			ShelfGroup group = groups(topic).get(name);
			return (group != null) ? group.lag(now()) : Lag.NOTHING;
		});
	}

	private Map<String, ShelfGroup> groups(String topic) {
		return this.topics.computeIfAbsent(topic, (missing) -> new HashMap<>());
	}

}
