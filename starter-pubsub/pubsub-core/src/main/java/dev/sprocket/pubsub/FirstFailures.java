// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * When messages failed first, as far as this process saw it: the last 10,000 that failed
 * and are not settled. After a restart, or when another member takes over, the clock
 * starts anew.
 */
final class FirstFailures {

	private static final int MAX = 10_000;

	private final Map<String, Instant> failures = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
			return size() > MAX;
		}

	};

	synchronized Instant note(Attempt attempt, Instant now) {
		Instant first = this.failures.putIfAbsent(life(attempt), now);
		return (first != null) ? first : now;
	}

	synchronized @Nullable Instant get(Attempt attempt) {
		return this.failures.get(life(attempt));
	}

	synchronized void forget(Attempt attempt) {
		this.failures.remove(life(attempt));
	}

	// Another member may have made a dead letter of it: once redriven it begins anew.

	private static String life(Attempt attempt) {
		String redrives = attempt.delivery().headers().get(ReservedHeaders.REDRIVES);
		return (redrives != null) ? attempt.id() + "/" + redrives : attempt.id();
	}

	synchronized boolean isEmpty() {
		return this.failures.isEmpty();
	}

}
