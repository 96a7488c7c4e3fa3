// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Counts with Micrometer. Every meter is looked up once, not once a message.
 */
final class MicrometerMeters implements Meters {

	private static final int MAX_TOPICS = 1_000;

	private static final String OTHER_TOPICS = "other";

	private final MeterRegistry registry;

	private final String system;

	private final Map<String, PublishMeters> topics = new ConcurrentHashMap<>();

	MicrometerMeters(MeterRegistry registry, String system) {
		this.registry = registry;
		this.system = system;
	}

	@Override
	public void published(String topic, long start, @Nullable PubSubException failure) {
		PublishMeters meters = this.topics.get(topic);
		if (meters == null) {
			String name = (this.topics.size() < MAX_TOPICS) ? topic : OTHER_TOPICS;
			meters = this.topics.computeIfAbsent(name, (missing) -> new PublishMeters(tags(missing)));
		}
		meters.count(System.nanoTime() - start, failure);
	}

	private Tags tags(String topic) {
		return Tags.of(PubSubObservations.SYSTEM, this.system, PubSubObservations.DESTINATION, topic,
				PubSubObservations.OPERATION, "publish");
	}

	@Override
	public SubscriptionMeters subscription(SubscriptionSpec<?> spec, HandlerQueue queue) {
		return new MicrometerSubscriptionMeters(this.registry, this.system, spec, queue);
	}

	/**
	 * The meters of one topic.
	 */
	private final class PublishMeters {

		private final Tags tags;

		private final Timer stored;

		private final Counter sent;

		private final Map<ErrorKind, Timer> failed = new ConcurrentHashMap<>();

		PublishMeters(Tags tags) {
			this.tags = tags;
			this.stored = timer("none");
			this.sent = Counter.builder(PubSubObservations.SENT_MESSAGES)
				.tags(tags.and(PubSubObservations.ERROR_TYPE, "none"))
				.register(MicrometerMeters.this.registry);
		}

		private Timer timer(String error) {
			return Timer.builder(PubSubObservations.OPERATION_DURATION)
				.tags(this.tags.and(PubSubObservations.OPERATION_TYPE, "send", PubSubObservations.ERROR_TYPE, error))
				.register(MicrometerMeters.this.registry);
		}

		void count(long nanos, @Nullable PubSubException failure) {
			if (failure == null) {
				this.stored.record(nanos, TimeUnit.NANOSECONDS);
				this.sent.increment();
				return;
			}
			this.failed.computeIfAbsent(failure.kind(), (kind) -> timer(kind.name()))
				.record(nanos, TimeUnit.NANOSECONDS);
			Counter.builder(PubSubObservations.SENT_MESSAGES)
				.tags(this.tags.and(PubSubObservations.ERROR_TYPE, failure.kind().name()))
				.register(MicrometerMeters.this.registry)
				.increment();
		}

	}

}
