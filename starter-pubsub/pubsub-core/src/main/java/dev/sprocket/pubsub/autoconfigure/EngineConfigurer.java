// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.error.ErrorReporter;
import dev.sprocket.pubsub.Codec;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubBuilderCustomizer;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Inbox;

/**
 * Gives an engine what the application has. A {@code Clock} bean is not among it: leases
 * and retries follow the clock of the backend, and one that stands or ticks in minutes
 * would hold them up.
 *
 * @param beans the beans of the application
 * @param properties the settings
 * @param outboxes the outboxes of engines whose backend has none
 * @param content what is done to the content of messages
 */
record EngineConfigurer(BeanFactory beans, PubSubProperties properties, Outboxes outboxes, ContentConfigurer content) {

	private static final String METER_REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

	private static final String TRACER = "io.micrometer.tracing.handler.TracingObservationHandler";

	PubSubBuilder configure(Backend backend) {
		PubSubBuilder builder = new PubSubBuilder(backend).outbox(this.outboxes.of(backend));
		builder.concurrency(this.properties.concurrency()).publishTimeout(this.properties.publishTimeout());
		builder.circuitBreaker(this.properties.circuitBreaker().policy())
			.lagInterval(this.properties.lagInterval())
			.progressTimeout(this.properties.progressTimeout());
		this.content.configure(builder);
		this.beans.getBeanProvider(JsonMapper.class).ifAvailable(builder::jsonMapper);
		this.beans.getBeanProvider(Codec.class).orderedStream().forEach(builder::codec);
		this.beans.getBeanProvider(Inbox.class).ifAvailable(builder::inbox);
		this.beans.getBeanProvider(ErrorReporter.class).orderedStream().forEach(builder::errorReporter);
		if (ClassUtils.isPresent(METER_REGISTRY, getClass().getClassLoader())) {
			Meters.configure(this.beans, builder);
		}
		if (ClassUtils.isPresent(TRACER, getClass().getClassLoader())) {
			Spans.configure(this.beans, builder);
		}
		this.beans.getBeanProvider(PubSubBuilderCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	/**
	 * Apart because Micrometer may be absent.
	 */
	private static final class Meters {

		static void configure(BeanFactory beans, PubSubBuilder builder) {
			beans.getBeanProvider(MeterRegistry.class).ifUnique(builder::meterRegistry);
		}

	}

	/**
	 * Apart because Micrometer Tracing may be absent. A registry of its own with nothing
	 * but tracing: metrics are counted without observations, at a lower price.
	 */
	private static final class Spans {

		static void configure(BeanFactory beans, PubSubBuilder builder) {
			List<TracingObservationHandler<?>> handlers = new ArrayList<>();
			beans.getBeanProvider(TracingObservationHandler.class).orderedStream().forEach(handlers::add);
			if (!handlers.isEmpty()) {
				Tracer tracer = beans.getBeanProvider(Tracer.class).getIfUnique();
				Propagator propagator = beans.getBeanProvider(Propagator.class).getIfUnique();
				if (tracer != null && propagator != null) {
					handlers.add(0, new BatchSpans(tracer, propagator));
				}
				ObservationRegistry registry = ObservationRegistry.create();
				registry.observationConfig()
					.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(handlers));
				builder.observationRegistry(registry);
			}
		}

	}

}
