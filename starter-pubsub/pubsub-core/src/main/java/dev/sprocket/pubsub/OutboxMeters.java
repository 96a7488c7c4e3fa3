// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;

/**
 * What waits in an outbox, read when the gauges are.
 */
final class OutboxMeters implements AutoCloseable {

	private final MeterRegistry registry;

	private final List<Meter> gauges;

	OutboxMeters(MeterRegistry registry, String system, Outbox outbox, Clock clock) {
		this.registry = registry;
		this.gauges = List.of(
				Gauge
					.builder(PubSubObservations.OUTBOX_MESSAGES, outbox,
							(read) -> value(read, (backlog) -> (double) backlog.messages()))
					.tag(PubSubObservations.SYSTEM, system)
					.register(registry),
				TimeGauge
					.builder(PubSubObservations.OUTBOX_AGE, outbox, TimeUnit.MILLISECONDS,
							(read) -> value(read, (backlog) -> millisSince(backlog.oldest(), clock)))
					.tag(PubSubObservations.SYSTEM, system)
					.register(registry));
	}

	private static double millisSince(@Nullable Instant oldest, Clock clock) {
		return (oldest != null) ? Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) : 0;
	}

	private static double value(Outbox outbox, ToDoubleFunction<OutboxBacklog> part) {
		try {
			return part.applyAsDouble(outbox.backlog());
		}
		catch (BackendException ex) {
			return Double.NaN;
		}
	}

	@Override
	public void close() {
		this.gauges.forEach(this.registry::remove);
	}

}
