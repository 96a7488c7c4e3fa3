// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one method, with the names and tags of Micrometer's observation.
 */
final class MethodMeters {

	private static final String NAME = "grpc.server";

	private static final String STATUS = "grpc.status_code";

	private final MeterRegistry registry;

	private final Tags tags;

	private final Counter received;

	private final Counter sent;

	private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(
			Status.Code.values().length);

	MethodMeters(MeterRegistry registry, MethodDescriptor<?, ?> method) {
		this.registry = registry;
		this.tags = Tags.of("rpc.method", String.valueOf(method.getBareMethodName()), "rpc.service",
				String.valueOf(method.getServiceName()), "rpc.type", method.getType().name());
		this.received = counter("received");
		this.sent = counter("sent");
	}

	/**
	 * Make a counter of messages: an observation does not know the status then.
	 * @param event what is counted
	 * @return the counter
	 */
	private Counter counter(String event) {
		return this.registry.counter(NAME + "." + event, this.tags.and(STATUS, "UNKNOWN"));
	}

	void received() {
		this.received.increment();
	}

	void sent() {
		this.sent.increment();
	}

	void ended(Status.Code code, long nanos) {
		Timer timer = this.timers.get(code.ordinal());
		if (timer == null) {
			timer = this.registry.timer(NAME, this.tags.and(STATUS, code.name(), "error", "none"));
			this.timers.set(code.ordinal(), timer);
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

}
