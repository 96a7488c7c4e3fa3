// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;

import static org.assertj.core.api.Assertions.assertThat;

class BatchSpansTests {

	private final List<SpanData> ended = new CopyOnWriteArrayList<>();

	@Test
	void whenABatchIsHandledThenItsSpanHasALinkToThePublishOfEachMessage() {
		ObservationRegistry registry = registry();
		ReceiverContext<List<Delivery>> batch = new ReceiverContext<>((carrier, name) -> null, Kind.CONSUMER);
		batch.setCarrier(List.of(published("00-" + "a".repeat(32) + "-" + "1".repeat(16) + "-01"),
				published("00-" + "b".repeat(32) + "-" + "2".repeat(16) + "-01"), published("nonsense")));
		Observation.createNotStarted("messaging.process", () -> batch, registry).start().stop();
		assertThat(this.ended).hasSize(1);
		SpanData span = this.ended.get(0);
		assertThat(span.getParentSpanId()).isEqualTo(SpanId.getInvalid());
		assertThat(span.getLinks()).extracting(LinkData::getSpanContext)
			.extracting((linked) -> linked.getTraceId() + "/" + linked.getSpanId())
			.containsExactly("a".repeat(32) + "/" + "1".repeat(16), "b".repeat(32) + "/" + "2".repeat(16));
	}

	@Test
	void whenOneMessageIsHandledThenItIsLeftToOthers() {
		ReceiverContext<Delivery> one = new ReceiverContext<>((carrier, name) -> null, Kind.CONSUMER);
		one.setCarrier(published("nonsense"));
		Observation.createNotStarted("messaging.process", () -> one, registry()).start().stop();
		assertThat(this.ended).isEmpty();
	}

	private static Delivery published(String parent) {
		return new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, null, Map.of("traceparent", parent), new byte[0],
				null);
	}

	private ObservationRegistry registry() {
		Tracer tracer = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(new Exporter()))
			.build()
			.get("test");
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new BatchSpans(new OtelTracer(tracer, new OtelCurrentTraceContext(), (event) -> {
			}), new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer)));
		return registry;
	}

	/**
	 * Keeps what has ended.
	 */
	private final class Exporter implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			BatchSpansTests.this.ended.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
