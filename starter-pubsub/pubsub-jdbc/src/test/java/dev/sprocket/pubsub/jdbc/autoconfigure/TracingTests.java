// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RetryLaterException;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.batch.BatchPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of an application with OpenTelemetry, as Boot sets it up: a message stays in
 * the trace in which it was published, whatever becomes of it.
 */
class TracingTests {

	private static final SubscriptionSpec<String> SPEC = SubscriptionSpec.of("orders", "billing", String.class)
		.concurrency(1)
		.retry(RetryPolicy.fixed(3, Duration.ofMillis(5)));

	private final RecordedSpans spans = new RecordedSpans();

	@TempDir
	private Path folder;

	private ApplicationContextRunner runner = new ApplicationContextRunner();

	@BeforeEach
	void prepare() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class,
					JdbcPubSubAutoConfiguration.class, PubSubAutoConfiguration.class, DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class))
			.withBean(RecordedSpans.class, () -> this.spans)
			.withPropertyValues("spring.application.name=shop", "spring.datasource.generate-unique-name=true",
					"management.tracing.sampling.probability=1",
					"sprocket.pubsub.embedded.path=" + this.folder.resolve("store.db"));
	}

	@Test
	void whenAMessageIsRetriedDiesAndIsRedrivenThenAllOfItIsInTheTraceOfItsPublish() {
		this.runner.run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			AtomicInteger attempts = new AtomicInteger();
			pubSub.subscribe(SPEC, (message, acknowledgment) -> {
				switch (attempts.incrementAndGet()) {
					case 1, 3 -> throw new IllegalStateException("failed on purpose");
					case 2 -> throw new RetryLaterException(Duration.ofMillis(5));
					default -> pubSub.publisher().publish("bills", message.payload());
				}
			});
			pubSub.subscribe(SubscriptionSpec.of("orders.billing.dlq", "alerts", String.class), ignoring());
			inRequest(context, () -> pubSub.publisher().publish("orders", "one"));
			await("process orders.billing.dlq", 1);
			assertThat(pubSub.deadLetters("orders", "billing").redrive(DeadLetterQuery.all(), 100).redriven()).isOne();
			await("process orders", 4);
			assertThat(this.spans.traces()).hasSize(1);
			assertThat(this.spans.tree()).containsExactly("request INTERNAL < none",
					"publish orders PRODUCER < request", "process orders CONSUMER failed < publish orders",
					"process orders CONSUMER failed < publish orders",
					"process orders CONSUMER failed < publish orders",
					"process orders.billing.dlq CONSUMER < publish orders", "process orders CONSUMER < publish orders",
					"publish bills PRODUCER < process orders");
			assertThat(this.spans.named("process orders")).extracting((span) -> text(span, "error.type"))
				.containsExactly(IllegalStateException.class.getName(), RetryLaterException.class.getName(),
						IllegalStateException.class.getName(), null);
			assertThat(this.spans.named("process orders").get(0).getEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getName()).isEqualTo("exception"));
		});
	}

	@Test
	void whenAMessageIsPublishedThenItsSpansSayWhichAndWhere() {
		this.runner.run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			pubSub.subscribe(SPEC, ignoring());
			String id = pubSub.publisher().publish("orders", "one").messageId();
			await("process orders", 1);
			assertThat(attributes(this.spans.named("publish orders").get(0))).isEqualTo(Map.of("messaging.system",
					"embedded", "messaging.destination.name", "orders", "messaging.operation.name", "publish",
					"messaging.operation.type", "send", "messaging.message.id", id));
			assertThat(attributes(this.spans.named("process orders").get(0)))
				.isEqualTo(Map.of("messaging.system", "embedded", "messaging.destination.name", "orders",
						"messaging.consumer.group.name", "billing", "messaging.operation.name", "process",
						"messaging.operation.type", "process", "messaging.message.id", id));
		});
	}

	@Test
	void whenAPublishFailsThenItsSpanSaysWhy() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(PubSubException.class)
				.isThrownBy(() -> context.getBean(PubSub.class).publisher().publish(unsendable()));
			assertThat(this.spans.tree()).containsExactly("publish orders PRODUCER failed < none");
			assertThat(text(this.spans.all().get(0), "error.type")).isEqualTo("INVALID");
		});
	}

	@Test
	void whenAMessageIsDelayedThenItIsHandledInTheTraceOfItsPublish() {
		this.runner.run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			pubSub.subscribe(SPEC, ignoring());
			OutgoingMessage later = OutgoingMessage.of("orders", "one").deliverAfter(Duration.ofMillis(50));
			inRequest(context, () -> pubSub.publisher().publish(later));
			assertHandledInTheRequest();
		});
	}

	@Test
	void whenAMessageIsRelayedFromTheOutboxThenItIsHandledInTheTraceOfItsPublish() {
		this.runner.withPropertyValues("sprocket.pubsub.jdbc.outbox=true").run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			pubSub.subscribe(SPEC, ignoring());
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			inRequest(context,
					() -> transaction.executeWithoutResult((status) -> pubSub.publisher().publish("orders", "one")));
			assertHandledInTheRequest();
		});
	}

	@Test
	void whenABatchIsHandledThenItsSpanHasALinkToEachPublishAndWhatFailsIsTriedInItsOwnTrace() {
		this.runner.run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			AtomicInteger batches = new AtomicInteger();
			inRequest(context, () -> pubSub.publisher().publish("orders", "one"));
			inRequest(context, () -> pubSub.publisher().publish("orders", "two"));
			pubSub.subscribeBatch(SPEC.batch(new BatchPolicy(2, Duration.ofMillis(300))), (messages, outcome) -> {
				if (batches.incrementAndGet() == 1) {
					outcome.failed(1, new IllegalStateException("failed on purpose"));
				}
			});
			await("process orders", 2);
			SpanData batch = this.spans.named("process orders").get(0);
			List<SpanData> publishes = this.spans.named("publish orders");
			assertThat(batch.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
				.containsExactlyElementsOf(publishes.stream().map(SpanData::getSpanId).toList());
			assertThat(batch.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count"))).isEqualTo(2);
			assertThat(batch.getParentSpanContext().isValid()).isFalse();
			SpanData alone = this.spans.named("process orders").get(1);
			assertThat(alone.getParentSpanId()).isEqualTo(publishes.get(1).getSpanId());
		});
	}

	@Test
	void whenSpansAndMetricsAreMadeThenThePageHasEachAttributeOfThem() {
		MeterRegistry meters = new SimpleMeterRegistry();
		this.runner.withPropertyValues("sprocket.pubsub.jdbc.outbox=true")
			.withBean(MeterRegistry.class, () -> meters)
			.run((context) -> {
				PubSub pubSub = context.getBean(PubSub.class);
				pubSub.publisher()
					.publishAll(List.of(OutgoingMessage.of("orders", 1), OutgoingMessage.of("orders", 2)));
				pubSub.subscribeBatch(SPEC.batch(new BatchPolicy(2, Duration.ofMillis(50))), (messages, outcome) -> {
					throw new IllegalStateException("failed on purpose");
				});
				Awaitility.await().until(() -> meters.find("sprocket.pubsub.dead.letters").counter() != null);
				assertThatExceptionOfType(PubSubException.class)
					.isThrownBy(() -> pubSub.publisher().publish(unsendable()));
				AttributeTable page = AttributeTable.read();
				assertThat(RecordedSpans.attributes(this.spans.named("publish orders")))
					.isEqualTo(page.ofPublishSpans());
				assertThat(RecordedSpans.attributes(this.spans.named("process orders")))
					.isEqualTo(page.ofProcessSpans());
				assertThat(AttributeTable.ofMeters(meters)).isEqualTo(page.ofMetrics()).hasSize(17);
			});
	}

	private void assertHandledInTheRequest() {
		await("process orders", 1);
		assertThat(this.spans.traces()).hasSize(1);
		assertThat(this.spans.tree()).containsExactly("request INTERNAL < none", "publish orders PRODUCER < request",
				"process orders CONSUMER < publish orders");
	}

	private void await(String name, int count) {
		Awaitility.await().until(() -> this.spans.named(name).size() >= count);
	}

	private static void inRequest(ApplicationContext context, Runnable task) {
		Tracer tracer = context.getBean(Tracer.class);
		Span request = tracer.nextSpan().name("request").start();
		Tracer.SpanInScope scope = tracer.withSpan(request);
		task.run();
		scope.close();
		request.end();
	}

	private static OutgoingMessage unsendable() {
		return OutgoingMessage.of("orders", "one").header("h", "\n");
	}

	private static MessageHandler<String> ignoring() {
		return (message, acknowledgment) -> {
		};
	}

	private static String text(SpanData span, String attribute) {
		return span.getAttributes().get(AttributeKey.stringKey(attribute));
	}

	private static Map<String, String> attributes(SpanData span) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().getKey(), (entry) -> String.valueOf(entry.getValue())));
	}

}
