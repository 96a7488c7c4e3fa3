// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.http.HttpStatus.Series;

/**
 * The timers of requests by their tags, looked up without building tags each time.
 */
class RequestTimers {

	private final MeterRegistry registry;

	private final String name;

	private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

	RequestTimers(MeterRegistry registry, String name) {
		this.registry = registry;
		this.name = name;
		registry.config().onMeterRemoved((meter) -> this.timers.clear());
	}

	Timer get(String method, String uri, int status, String exception) {
		return this.timers.computeIfAbsent(new Key(method, uri, status, exception), this::create);
	}

	private Timer create(Key key) {
		return Timer.builder(this.name)
			.description("Duration of HTTP requests by route template")
			.tag("error", key.exception())
			.tag("exception", key.exception())
			.tag("method", key.method())
			.tag("outcome", outcome(key.status()))
			.tag("status", Integer.toString(key.status()))
			.tag("uri", key.uri())
			.register(this.registry);
	}

	private static String outcome(int status) {
		Series series = Series.resolve(status);
		return (series != null) ? switch (series) {
			case SUCCESSFUL -> "SUCCESS";
			default -> series.name();
		} : "UNKNOWN";
	}

	/**
	 * What distinguishes the timers.
	 *
	 * @param method the HTTP method, or UNKNOWN
	 * @param uri the route template, or UNKNOWN
	 * @param status the HTTP status
	 * @param exception the simple name of what was thrown, or none
	 */
	private record Key(String method, String uri, int status, String exception) {

	}

}
