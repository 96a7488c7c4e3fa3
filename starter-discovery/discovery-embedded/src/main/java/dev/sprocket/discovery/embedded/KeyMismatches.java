// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each process that it has another key.
 */
final class KeyMismatches {

	private static final Logger logger = LoggerFactory.getLogger(KeyMismatches.class);

	private static final long AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

	private static final int MOST = 200;

	private final String group;

	private final Map<String, Long> strangers = bounded();

	private final Map<String, Long> refusals = bounded();

	KeyMismatches(String group) {
		this.group = group;
	}

	private static Map<String, Long> bounded() {
		return new LinkedHashMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
				return size() > MOST;
			}

		};
	}

	/**
	 * Take note of a message that cannot be opened.
	 * @param address who sent it
	 * @return whether to answer, which is not done each time
	 */
	synchronized boolean stranger(String address) {
		long now = System.nanoTime();
		Long last = this.strangers.get(address);
		if (last == null) {
			logger.warn("{}: {} is kept out, as it has another key: set the same sprocket.discovery.embedded.key there",
					this.group, address);
		}
		if (last == null || now - last > AGAIN_NANOS) {
			this.strangers.put(address, now);
			return true;
		}
		return false;
	}

	/**
	 * Take note of a refusal.
	 * @param address who refused
	 */
	synchronized void refusedBy(String address) {
		if (this.refusals.put(address, System.nanoTime()) == null) {
			logger.error("{}: {} refuses this process, as it has another key: none of its instances is seen until "
					+ "sprocket.discovery.embedded.key is the same here", this.group, address);
		}
	}

}
