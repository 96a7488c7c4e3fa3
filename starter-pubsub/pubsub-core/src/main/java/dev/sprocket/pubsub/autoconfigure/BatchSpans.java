// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.TraceContext;
import dev.sprocket.pubsub.PubSubObservations;
import dev.sprocket.pubsub.spi.Delivery;

/**
 * Links the span of a batch to the publish of each of its messages, as the semantic
 * conventions of OpenTelemetry for messaging ask for: a span has one parent at most.
 */
final class BatchSpans extends PropagatingReceiverTracingObservationHandler<ReceiverContext<List<Delivery>>> {

	/** What OpenTelemetry keeps by default. */
	private static final int MAX_LINKS = 128;

	private final Tracer tracer;

	BatchSpans(Tracer tracer, Propagator propagator) {
		super(tracer, propagator);
		this.tracer = tracer;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ReceiverContext<?> received && received.getCarrier() instanceof List<?>;
	}

	@Override
	public Span.Builder customizeExtractedSpan(ReceiverContext<List<Delivery>> context, Span.Builder builder) {
		List<Delivery> batch = Objects.requireNonNull(context.getCarrier());
		builder.tag(PubSubObservations.BATCH_MESSAGE_COUNT, batch.size());
		batch.stream()
			.map(BatchSpans::published)
			.filter(Objects::nonNull)
			.limit(MAX_LINKS)
			.forEach((published) -> builder.addLink(link(published)));
		return builder;
	}

	private static @Nullable TraceContext published(Delivery delivery) {
		String parent = delivery.headers().get(TraceContext.PARENT_HEADER);
		return (parent != null) ? TraceContext.parse(parent, null) : null;
	}

	private Link link(TraceContext published) {
		return new Link(this.tracer.traceContextBuilder()
			.traceId(published.traceId())
			.spanId(published.spanId())
			.sampled((Integer.parseInt(published.flags(), 16) & 1) == 1)
			.build());
	}

}
