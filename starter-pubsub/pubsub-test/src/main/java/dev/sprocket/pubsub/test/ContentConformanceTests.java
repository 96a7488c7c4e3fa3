// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.context.RequestContext;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group B of the conformance suite: what arrives is what was published.
 */
abstract class ContentConformanceTests extends ConformanceTests {

	private static final int MEBIBYTE = 1024 * 1024;

	@Test
	@DisplayName("B1 an empty body arrives empty")
	void b1EmptyBodyArrivesEmpty() {
		assertThat(roundTrip(message(new byte[0]), byte[].class).payload()).isEmpty();
		assertThat(roundTrip(message(""), String.class).payload()).isEmpty();
	}

	@Test
	@DisplayName("B2 a binary body that is no UTF-8 arrives byte for byte")
	void b2BinaryBodyArrivesByteForByte() {
		byte[] body = new byte[512];
		for (int index = 0; index < body.length; index++) {
			body[index] = (byte) index;
		}
		assertThat(roundTrip(message(body), byte[].class).payload()).isEqualTo(body);
	}

	@Test
	@DisplayName("B3 a body of 1 MiB arrives, or of what is declared where that is less")
	void b3BodyOfOneMebibyteArrives() {
		byte[] body = new byte[Math.min(MEBIBYTE, capabilities().limits().bodyBytes())];
		new Random(1).nextBytes(body);
		assertThat(roundTrip(message(body), byte[].class).payload()).isEqualTo(body);
	}

	@Test
	@DisplayName("B3 the largest body arrives, one byte more is refused before it is sent")
	void b3LargestBodyArrivesAndOneByteMoreIsRefused() {
		int max = Math.min(capabilities().limits().bodyBytes(), 8 * MEBIBYTE);
		Instance instance = start(
				FaultyBackend.withLimits(open(), (limits) -> new Limits(limits.sendBatch(), limits.receiveBatch(), max,
						limits.headerBytes(), limits.maxReleaseDelay(), limits.maxDeliveryDelay())));
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.publish(message(new byte[max + 1])))
			.withMessageContaining(topic())
			.withMessageContaining(String.valueOf(max))
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.TOO_LARGE));
		assertThat(instance.backend().sent()).isEmpty();
		assertThat(roundTrip(instance, message(new byte[max]), byte[].class).payload()).hasSize(max);
	}

	@Test
	@DisplayName("B4 strange header names and values arrive as they are")
	void b4StrangeHeadersArriveAsTheyAre() {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String strange : List.of("a/b", "../a", "a\\b", "\"quoted\"", "with space", "'single'", "1digits",
				"a=b;c,d", "ünïcödé", "日本語", "emoji-😀-𝄞", "{json: \"x\"}", "%41", "a:b", "<&>")) {
			headers.put(strange, "name");
			headers.put("value-" + headers.size(), strange);
		}
		for (char character = ' '; character < 127; character++) {
			headers.put("ascii-" + (int) character + "-" + character, "<" + character + ">");
		}
		assertHeadersArrive(headers);
	}

	@Test
	@DisplayName("B4 an empty value, a very long value and fifty headers arrive")
	void b4EmptyAndLongValuesAndManyHeadersArrive() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("empty", "");
		headers.put("long", "x".repeat(Math.min(8192, capabilities().limits().headerBytes() / 2)));
		for (int number = 0; number < 50; number++) {
			headers.put("header-" + number, "value " + number);
		}
		assertHeadersArrive(headers);
	}

	@Test
	@DisplayName("B5 a header that cannot be encoded, or has a reserved name, is refused at publish")
	void b5HeaderThatCannotBeEncodedIsRefused() {
		Instance instance = start();
		assertRefused(instance, message("x").header("lonely", "\uD800"), ErrorKind.INVALID, "lonely");
		assertRefused(instance, message("x").header("\uDC00name", "value"), ErrorKind.INVALID, "header");
		assertRefused(instance, message("x").header("broken", "line\nbreak"), ErrorKind.INVALID, "broken");
		assertRefused(instance, message("x").header("sprocket-id", "mine"), ErrorKind.INVALID, "sprocket-id");
		assertRefused(instance, message("x").header("content-type", "mine"), ErrorKind.INVALID, "content-type");
		assertThat(instance.backend().sent()).isEmpty();
	}

	@Test
	@DisplayName("B5 headers over the limit are refused at publish")
	void b5HeadersOverTheLimitAreRefused() {
		Instance instance = start();
		int limit = Math.min(capabilities().limits().headerBytes(), 16 * MEBIBYTE);
		assertRefused(instance, message("x").header("huge", "x".repeat(limit)), ErrorKind.TOO_LARGE, "eader");
		assertThat(instance.backend().sent()).isEmpty();
	}

	@Test
	@DisplayName("B6 names of headers are case-sensitive")
	void b6HeaderNamesAreCaseSensitive() {
		assertHeadersArrive(Map.of("Kind", "upper", "kind", "lower"));
	}

	@Test
	@DisplayName("B7 reserved headers are neither shown to a handler nor taken to the next hop")
	void b7ReservedHeadersDoNotLeak() {
		Instance instance = start();
		String next = topic("next");
		RecordingHandler<String> last = recorder();
		instance.subscribe(SubscriptionSpec.of(next, "g", String.class), last);
		instance.subscribe(spec("g"), (message, acknowledgment) -> instance.publish(next, "from " + message.headers()));
		PublishResult first = instance.publish(message("first").header("mine", "1").contentType("text/x-special"));
		Message<String> arrived = last.await(1).get(0);
		assertThat(arrived.payload()).isEqualTo("from {mine=1}");
		assertThat(arrived.headers()).isEmpty();
		assertThat(arrived.id()).isNotEqualTo(first.messageId());
		assertThat(arrived.contentType()).isNotEqualTo("text/x-special");
	}

	@Test
	@DisplayName("B8 the content type is kept; text, bytes and objects have a default")
	void b8ContentTypeIsKeptAndHasADefault() {
		assertThat(roundTrip(message("{}").contentType("application/vnd.x+json"), String.class).contentType())
			.isEqualTo("application/vnd.x+json");
		assertThat(roundTrip(message("x"), String.class).contentType()).startsWith("text/plain");
		assertThat(roundTrip(message(new byte[1]), byte[].class).contentType()).isEqualTo("application/octet-stream");
		assertThat(roundTrip(message(Order.EXAMPLE), Order.class).contentType()).startsWith("application/json");
	}

	@Test
	@DisplayName("B9 correlation headers and the request id are kept")
	void b9CorrelationIsKept() {
		Instance instance = start();
		AtomicReference<@Nullable RequestContext> context = new AtomicReference<>();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> context.set(RequestContext.current()));
		instance.subscribe(spec("g"), handler);
		try (RequestContext.Scope scope = RequestContext.of("request-1").open()) {
			assertThat(scope).isNotNull();
			instance.publish(message("x").header("correlation-id", "c-1").header("conversation-id", "v-1"));
		}
		assertThat(handler.await(1).get(0).headers())
			.isEqualTo(Map.of("correlation-id", "c-1", "conversation-id", "v-1"));
		patience().until("the context", () -> context.get() != null);
		assertThat(context.get()).extracting("requestId").isEqualTo("request-1");
	}

	@Test
	@DisplayName("B11 JSON, text and bytes come back as they were")
	void b11JsonTextAndBytesComeBackAsTheyWere() {
		assertThat(roundTrip(message(Order.EXAMPLE), Order.class).payload()).isEqualTo(Order.EXAMPLE);
		assertThat(roundTrip(message("text ü 😀\n"), String.class).payload()).isEqualTo("text ü 😀\n");
		assertThat(roundTrip(message(new byte[] { 1, -1, 0 }), byte[].class).payload()).containsExactly(1, -1, 0);
	}

	@Test
	@DisplayName("B12 what is done to an object after publish does not change the message")
	void b12ChangingAnObjectAfterPublishDoesNotChangeTheMessage() {
		Instance instance = start();
		List<String> list = new ArrayList<>(List.of("before"));
		byte[] bytes = "before".getBytes(StandardCharsets.UTF_8);
		RecordingHandler<String> handler = recorder();
		instance.publisher().publishAsync(message(list));
		list.set(0, "after!");
		instance.publisher().publishAsync(message(bytes));
		System.arraycopy("after!".getBytes(StandardCharsets.UTF_8), 0, bytes, 0, bytes.length);
		instance.subscribe(spec("g"), handler);
		assertThat(handler.await(2)).extracting(Message::payload).allMatch((payload) -> payload.contains("before"));
	}

	@Test
	@DisplayName("B13 the id is unique and stable over redeliveries, the time of publishing true")
	void b13IdIsUniqueAndStableAndTheTimeTrue() {
		Instance instance = start();
		Instant before = harness().clock().instant();
		publish(instance, 50);
		Instant after = harness().clock().instant();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (!message.isRedelivered()) {
				throw new IllegalStateException("again");
			}
		});
		instance.subscribe(spec("g").retry(attempts(3)), handler);
		awaitInTime(handler, 100);
		assertThat(new HashSet<>(handler.messages().stream().map(Message::id).toList())).hasSize(50);
		assertThat(handler.messages()).allSatisfy(
				(message) -> assertThat(message.publishedAt()).isBetween(before.minusSeconds(1), after.plusSeconds(1)));
	}

	private void assertHeadersArrive(Map<String, String> headers) {
		OutgoingMessage message = message("x");
		for (Map.Entry<String, String> header : headers.entrySet()) {
			message = message.header(header.getKey(), header.getValue());
		}
		assertThat(roundTrip(message, String.class).headers()).isEqualTo(headers);
	}

	private void assertRefused(Instance instance, OutgoingMessage message, ErrorKind kind, String named) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.publish(message))
			.withMessageContaining(named)
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(kind));
	}

	private <T> Message<T> roundTrip(OutgoingMessage message, Class<T> type) {
		return roundTrip(start(), message, type);
	}

	private <T> Message<T> roundTrip(Instance instance, OutgoingMessage message, Class<T> type) {
		String topic = topic("round-trip");
		RecordingHandler<T> handler = recorder();
		instance.subscribe(SubscriptionSpec.of(topic, "g", type), handler);
		instance.publish(new OutgoingMessage(topic, message.payload(), message.key(), message.headers(), null, null,
				null, null, message.contentType()));
		return handler.await(1).get(0);
	}

	/**
	 * A payload that travels as JSON.
	 *
	 * @param id an id
	 * @param amount an amount
	 * @param placedAt a moment
	 * @param patience a duration
	 * @param lines lines
	 */
	record Order(String id, double amount, Instant placedAt, Duration patience, List<String> lines) {

		static final Order EXAMPLE = new Order("ü-1", 12.5, Instant.parse("2026-01-02T03:04:05.678Z"),
				Duration.ofSeconds(90), List.of("a", "\"b\"", "😀"));

	}

}
