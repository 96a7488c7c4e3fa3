// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.TraceContext;
import dev.sprocket.pubsub.spi.Delivery;

/**
 * The spans of pub/sub: one for a publish, one for each attempt of a handler, whose
 * parent is the publish. All attempts of a message, and its dead letter, are in one
 * trace.
 */
final class Spans {

	private final @Nullable ObservationRegistry registry;

	private final String system;

	Spans(@Nullable ObservationRegistry registry, String system) {
		this.registry = (registry != null && !registry.isNoop()) ? registry : null;
		this.system = system;
	}

	/**
	 * Begin the span of a publish.
	 * @param topic where to
	 * @return the span, or {@code null} if nothing traces
	 */
	@Nullable Observation publish(String topic) {
		if (this.registry == null) {
			return null;
		}
		SenderContext<Map<String, String>> context = new SenderContext<>((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}, Kind.PRODUCER);
		context.setCarrier(new HashMap<>());
		return start("publish", "send", topic, context);
	}

	/**
	 * Tell the span of a publish which message it is.
	 * @param span the span, if anything traces
	 * @param id the id of the message
	 */
	static void identify(@Nullable Observation span, String id) {
		if (span != null) {
			span.highCardinalityKeyValue(PubSubObservations.MESSAGE_ID, id);
		}
	}

	/**
	 * Return the trace headers for a message.
	 * @param span the span of its publish
	 * @return names and values, empty if there is no trace
	 */
	static Map<String, String> headers(@Nullable Observation span) {
		if (span != null && span.getContext() instanceof SenderContext<?> context
				&& context.getCarrier() instanceof Map<?, ?> carrier) {
			Map<String, String> headers = new HashMap<>();
			carrier.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
			return headers;
		}
		return headers(TraceContext.current());
	}

	private static Map<String, String> headers(@Nullable TraceContext context) {
		if (context == null) {
			return Map.of();
		}
		String parent = context.toHeader();
		String state = context.state();
		return (state != null) ? Map.of(HeaderRules.TRACEPARENT, parent, HeaderRules.TRACESTATE, state)
				: Map.of(HeaderRules.TRACEPARENT, parent);
	}

	/**
	 * Return the place of an attempt in the trace of its message, for where nothing else
	 * traces.
	 * @param delivery the message
	 * @return the context, or {@code null} if the message is in no trace
	 */
	static @Nullable TraceContext context(Delivery delivery) {
		String parent = header(delivery, HeaderRules.TRACEPARENT);
		if (parent == null) {
			return null;
		}
		TraceContext context = TraceContext.parse(parent, header(delivery, HeaderRules.TRACESTATE));
		return (context != null) ? context.child() : null;
	}

	/**
	 * Begin the span of an attempt.
	 * @param spec the subscription
	 * @param attempt the attempt
	 * @return the span, or {@code null} if nothing traces
	 */
	@Nullable Observation process(SubscriptionSpec<?> spec, Attempt attempt) {
		if (this.registry == null) {
			return null;
		}
		ReceiverContext<Delivery> context = new ReceiverContext<>(Spans::header, Kind.CONSUMER);
		context.setCarrier(attempt.delivery());
		Observation span = process(spec, context);
		identify(span, attempt.id());
		return span;
	}

	// A foreign CloudEvent has its trace among its attributes: the extension "Distributed
	// Tracing".

	private static @Nullable String header(Delivery delivery, String name) {
		String value = delivery.headers().get(name);
		return (value != null) ? value : delivery.headers().get(CloudEventHeaders.NAME + name);
	}

	/**
	 * Begin the span of a batch: that of its message if there is one, else a span of its
	 * own with a link to each.
	 * @param spec the subscription
	 * @param batch the attempts, at least one
	 * @return the span, or {@code null} if nothing traces
	 */
	@Nullable Observation process(SubscriptionSpec<?> spec, List<Attempt> batch) {
		if (this.registry == null) {
			return null;
		}
		if (batch.size() == 1) {
			return process(spec, batch.get(0));
		}
		ReceiverContext<List<Delivery>> context = new ReceiverContext<>((carrier, name) -> null, Kind.CONSUMER);
		context.setCarrier(batch.stream().map(Attempt::delivery).toList());
		return process(spec, context);
	}

	private Observation process(SubscriptionSpec<?> spec, Observation.Context context) {
		return start("process", "process", spec.topic(), context).lowCardinalityKeyValue(PubSubObservations.GROUP,
				spec.group());
	}

	private Observation start(String operation, String type, String topic, Observation.Context context) {
		return Observation.createNotStarted("messaging." + operation, () -> context, this.registry)
			.contextualName(operation + " " + topic)
			.lowCardinalityKeyValue(PubSubObservations.SYSTEM, this.system)
			.lowCardinalityKeyValue(PubSubObservations.DESTINATION, topic)
			.lowCardinalityKeyValue(PubSubObservations.OPERATION, operation)
			.lowCardinalityKeyValue(PubSubObservations.OPERATION_TYPE, type)
			.start();
	}

	static void stop(@Nullable Observation span, @Nullable Throwable error) {
		if (span != null) {
			if (error != null) {
				span.lowCardinalityKeyValue(PubSubObservations.ERROR_TYPE, errorType(span, error)).error(error);
			}
			span.stop();
		}
	}

	// The same as the metrics say

	private static String errorType(Observation span, Throwable error) {
		boolean publish = span.getContext() instanceof SenderContext<?>;
		return (publish && error instanceof PubSubException failure) ? failure.kind().name()
				: error.getClass().getName();
	}

}
