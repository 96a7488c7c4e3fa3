// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;

/**
 * The W3C trace headers of the message that this thread handles, for what it publishes
 * meanwhile. Only used where nothing else traces.
 */
final class TraceContext {

	private static final ThreadLocal<@Nullable Map<String, String>> CURRENT = new ThreadLocal<>();

	private TraceContext() {
	}

	static Map<String, String> current() {
		Map<String, String> current = CURRENT.get();
		return (current != null) ? current : Map.of();
	}

	/**
	 * Take over the headers of a message.
	 * @param delivery the message
	 * @return {@code true} if it has any: then {@link #leave()} follows
	 */
	static boolean enter(Delivery delivery) {
		if (!delivery.headers().containsKey(HeaderRules.TRACEPARENT)) {
			return false;
		}
		Map<String, String> trace = new HashMap<>();
		for (String name : HeaderRules.TRACE) {
			String value = delivery.headers().get(name);
			if (value != null) {
				trace.put(name, value);
			}
		}
		CURRENT.set(trace);
		return true;
	}

	static void leave() {
		CURRENT.remove();
	}

}
