// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

	synchronized Instant note(String messageId, Instant now) {
		Instant first = this.failures.putIfAbsent(messageId, now);
		return (first != null) ? first : now;
	}

	synchronized @Nullable Instant get(String messageId) {
		return this.failures.get(messageId);
	}

	synchronized void forget(String messageId) {
		this.failures.remove(messageId);
	}

	synchronized boolean isEmpty() {
		return this.failures.isEmpty();
	}

}
