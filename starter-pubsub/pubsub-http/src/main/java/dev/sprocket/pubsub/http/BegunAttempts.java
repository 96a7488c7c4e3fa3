// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a handler over there has begun to work on a message, or may have, for those
 * sent lately: only such attempts count for the receiver. Thread-safe.
 */
final class BegunAttempts {

	private static final int MOST = 10_000;

	private final Map<Sent, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Sent, Integer> eldest) {
			return size() > MOST;
		}

	};

	synchronized void add(URI url, String id) {
		this.counts.merge(new Sent(url, id), 1, Integer::sum);
	}

	synchronized int count(URI url, String id) {
		return this.counts.isEmpty() ? 0 : this.counts.getOrDefault(new Sent(url, id), 0);
	}

	synchronized void forget(URI url, String id) {
		if (!this.counts.isEmpty()) {
			this.counts.remove(new Sent(url, id));
		}
	}

	private record Sent(URI url, String id) {

	}

}
