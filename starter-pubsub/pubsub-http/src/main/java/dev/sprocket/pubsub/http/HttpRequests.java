// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The requests that wait here, by topic and group: where the endpoint hands over to the
 * receivers of the backend. An application has one.
 */
public final class HttpRequests {

	private final Map<Group, GroupRequests> groups = new ConcurrentHashMap<>();

	/**
	 * Create an empty one.
	 */
	public HttpRequests() {
	}

	GroupRequests of(String topic, String group) {
		return this.groups.computeIfAbsent(new Group(topic, group), (missing) -> new GroupRequests());
	}

	@Nullable GroupRequests find(String topic, String group) {
		return this.groups.get(new Group(topic, group));
	}

	private record Group(String topic, String name) {

	}

}
