// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import dev.sprocket.context.TraceContext;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a trace goes on through messages where no tracing library is.
 */
class TraceTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private final FaultyBackend backend = new FaultyBackend(new MemoryBackend(new VirtualClock()));

	private final PubSub pubSub = new PubSubBuilder(this.backend).build();

	private final List<String> logged = new CopyOnWriteArrayList<>();

	private final List<TraceContext> bound = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenPublishedInsideATraceThenTheMessageCarriesIt() {
		publishTraced("orders");
		OutboundMessage sent = this.backend.sent().get(0);
		assertThat(sent.headers()).containsEntry("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
			.containsEntry("tracestate", "vendor=1");
	}

	@Test
	void whenPublishedOutsideAnyTraceThenTheMessageCarriesNone() {
		this.pubSub.publisher().publish("orders", "one");
		assertThat(this.backend.sent().get(0).headers()).doesNotContainKeys("traceparent", "tracestate");
	}

	@Test
	void whenAMessageIsTracedThenItsHandlerLogsCallsAndPublishesInTheTrace() {
		subscribe("orders", "invoices");
		publishTraced("orders");
		await().until(() -> this.backend.sent().size() == 2);
		assertThat(this.logged).containsExactly(TRACE);
		assertThat(this.bound).singleElement().satisfies((context) -> {
			assertThat(context.traceId()).isEqualTo(TRACE);
			assertThat(context.spanId()).isNotEqualTo("00f067aa0ba902b7");
			assertThat(context.state()).isEqualTo("vendor=1");
		});
		assertThat(this.backend.sent().get(1).headers()).containsEntry("traceparent", this.bound.get(0).toHeader())
			.containsEntry("tracestate", "vendor=1");
	}

	@Test
	void whenAHandlerHasReturnedThenTheNextMessageIsNotInItsTrace() {
		subscribe("orders", "invoices");
		publishTraced("orders");
		await().until(() -> this.backend.sent().size() == 2);
		this.pubSub.publisher().publish("orders", "two");
		await().until(() -> this.backend.sent().size() == 4);
		assertThat(this.logged).containsExactly(TRACE, "none");
		assertThat(this.backend.sent().get(3).headers()).doesNotContainKey("traceparent");
	}

	private void subscribe(String topic, String next) {
		this.pubSub.subscribe(SubscriptionSpec.of(topic, "group", String.class).concurrency(1), (message, ack) -> {
			note(MDC.get("traceId"), TraceContext.current());
			this.pubSub.publisher().publish(next, message.payload());
		});
	}

	private void note(@Nullable String traceId, @Nullable TraceContext context) {
		this.logged.add(Objects.requireNonNullElse(traceId, "none"));
		if (context != null) {
			this.bound.add(context);
		}
	}

	private void publishTraced(String topic) {
		TraceContext context = new TraceContext(TRACE, "00f067aa0ba902b7", "01", "vendor=1");
		TraceContext.Scope scope = context.open();
		this.pubSub.publisher().publish(topic, "one");
		scope.close();
	}

}
