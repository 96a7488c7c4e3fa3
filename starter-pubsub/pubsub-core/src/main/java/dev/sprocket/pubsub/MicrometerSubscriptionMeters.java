// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.Meters.SubscriptionMeters;

/**
 * The meters of one subscription.
 */
final class MicrometerSubscriptionMeters implements SubscriptionMeters {

	private static final int MAX_ERROR_TYPES = 100;

	private final MeterRegistry registry;

	private final Tags tags;

	private final Timer processed;

	private final Map<String, Timer> failed = new ConcurrentHashMap<>();

	private final Counter consumed;

	private final Counter retries;

	private final Counter expired;

	private final @Nullable DistributionSummary batchSizes;

	private final Counter failedSettlements;

	private final List<Meter> gauges = new ArrayList<>();

	MicrometerSubscriptionMeters(MeterRegistry registry, String system, SubscriptionSpec<?> spec, HandlerQueue queue) {
		this.registry = registry;
		this.tags = Tags.of(PubSubObservations.SYSTEM, system, PubSubObservations.DESTINATION, spec.topic(),
				PubSubObservations.GROUP, spec.group());
		this.processed = timer("none");
		this.consumed = registry.counter(PubSubObservations.CONSUMED_MESSAGES,
				this.tags.and(PubSubObservations.OPERATION, "receive"));
		this.retries = registry.counter(PubSubObservations.RETRIES, this.tags);
		this.expired = registry.counter(PubSubObservations.EXPIRED, this.tags);
		this.failedSettlements = registry.counter(PubSubObservations.FAILED_SETTLEMENTS, this.tags);
		this.batchSizes = (spec.batch() != null) ? registry.summary(PubSubObservations.BATCH_SIZE, this.tags) : null;
		gauge(PubSubObservations.IN_FLIGHT, queue, HandlerQueue::running);
		gauge(PubSubObservations.BUFFERED, queue, HandlerQueue::buffered);
	}

	private Timer timer(String error) {
		return Timer.builder(PubSubObservations.PROCESS_DURATION)
			.tags(this.tags.and(PubSubObservations.OPERATION, "process", PubSubObservations.ERROR_TYPE, error))
			.register(this.registry);
	}

	@Override
	public void consumed(int messages) {
		this.consumed.increment(messages);
	}

	@Override
	public void processed(long nanos, @Nullable Verdict verdict) {
		decided(verdict);
		if (verdict != Verdict.EXPIRED && verdict != Verdict.SKIPPED && verdict != Verdict.REDRIVEN) {
			took(nanos, errorType(verdict));
		}
	}

	@Override
	public void decided(@Nullable Verdict verdict) {
		if (verdict == Verdict.EXPIRED) {
			this.expired.increment();
		}
		if (verdict instanceof Verdict.Retry) {
			this.retries.increment();
		}
	}

	@Override
	public void handledBatch(int messages, long nanos, @Nullable Throwable error) {
		took(nanos, (error != null) ? error.getClass().getName() : null);
		if (this.batchSizes != null) {
			this.batchSizes.record(messages);
		}
	}

	private void took(long nanos, @Nullable String error) {
		((error != null) ? failed(error) : this.processed).record(nanos, TimeUnit.NANOSECONDS);
	}

	private static @Nullable String errorType(@Nullable Verdict verdict) {
		if (verdict instanceof Verdict.Retry retry) {
			return retry.errorType();
		}
		if (verdict instanceof Verdict.Dead dead) {
			return (dead.error() != null) ? dead.error().getClass().getName() : dead.reason();
		}
		return (verdict == Verdict.ABANDONED) ? "abandoned" : null;
	}

	private Timer failed(String error) {
		String name = (this.failed.size() < MAX_ERROR_TYPES || this.failed.containsKey(error)) ? error : "_OTHER";
		return this.failed.computeIfAbsent(name, this::timer);
	}

	@Override
	public void dead(String reason) {
		this.registry.counter(PubSubObservations.DEAD_LETTERS, this.tags.and(PubSubObservations.REASON, reason))
			.increment();
	}

	@Override
	public void progress(Progress progress, CircuitBreaker breaker) {
		gauge(PubSubObservations.LAG, progress, (seen) -> known(seen.lag().messages()));
		gauge(PubSubObservations.DEAD_LETTERS_KEPT, progress, (seen) -> known(seen.deadLetters().messages()));
		gauge(PubSubObservations.CIRCUIT_OPEN, breaker, (seen) -> seen.isOpen() ? 1 : 0);
		this.gauges.add(TimeGauge
			.builder(PubSubObservations.LAG_AGE, progress, TimeUnit.MILLISECONDS, (seen) -> millis(seen.age()))
			.tags(this.tags)
			.register(this.registry));
	}

	private static double millis(@Nullable Duration time) {
		return (time != null) ? time.toMillis() : Double.NaN;
	}

	private static double known(long count) {
		return (count >= 0) ? count : Double.NaN;
	}

	private <T> void gauge(String name, T seen, ToDoubleFunction<T> value) {
		this.gauges.add(Gauge.builder(name, seen, value).tags(this.tags).register(this.registry));
	}

	@Override
	public void failedSettlement() {
		this.failedSettlements.increment();
	}

	@Override
	public void closed() {
		this.gauges.forEach(this.registry::remove);
	}

}
