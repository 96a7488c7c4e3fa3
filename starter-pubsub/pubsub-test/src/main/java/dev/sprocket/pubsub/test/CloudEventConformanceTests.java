// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group B of the conformance suite, continued: CloudEvents 1.0.
 */
abstract class CloudEventConformanceTests extends ConformanceTests {

	private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";

	private static final String EVENT = """
			{"specversion":"1.0","id":"e-1","source":"/theirs","type":"com.example.placed","subject":"o-1",
			"time":"2026-01-02T03:04:05+01:00","sequence":7,"datacontenttype":"application/json","data":{"id":"ü","amount":2.50}}""";

	@ParameterizedTest(name = "B11 {0}")
	@EnumSource(names = { "BINARY", "STRUCTURED" })
	@DisplayName("B11 a CloudEvent comes back as it was, with its attributes")
	void b11CloudEventComesBackAsItWas(CloudEventMode mode) {
		Instance instance = start(mode);
		RecordingHandler<Order> handler = recorder();
		instance.subscribe(SubscriptionSpec.of(topic(), "g", Order.class), handler);
		PublishResult result = instance.publish(message(new Order("ü 😀", 2.5)).key("k")
			.header("mine", "1")
			.header("ce_type", "com.example.placed")
			.header("ce_subject", "o-1")
			.header("ce_sequence", "7"));
		Message<Order> arrived = handler.await(1).get(0);
		assertThat(arrived.payload()).isEqualTo(new Order("ü 😀", 2.5));
		assertThat(arrived.contentType()).isEqualTo("application/json");
		assertThat(arrived.headers()).containsEntry("mine", "1");
		assertThat(arrived.id()).isEqualTo(result.messageId());
		CloudEventAttributes event = CloudEventAttributes.of(arrived.headers()).orElseThrow();
		assertThat(event).isEqualTo(new CloudEventAttributes(result.messageId(), "/orders", "com.example.placed", "o-1",
				null, arrived.publishedAt(), Map.of("partitionkey", "k", "sequence", "7")));
	}

	@ParameterizedTest(name = "B11 {0}")
	@EnumSource(names = { "BINARY", "STRUCTURED" })
	@DisplayName("B11 text, bytes and what only claims to be JSON come back as they were from a CloudEvent")
	void b11TextAndBytesComeBackFromACloudEvent(CloudEventMode mode) {
		Instance instance = start(mode);
		byte[] bytes = { 1, -1, 0 };
		byte[] broken = "{\"a\":".getBytes(StandardCharsets.UTF_8);
		RecordingHandler<byte[]> handler = recorder();
		instance.subscribe(SubscriptionSpec.of(topic(), "g", byte[].class), handler);
		instance.publish(message("text ü 😀\n"));
		instance.publish(message(bytes));
		instance.publish(message(broken).contentType("application/json"));
		instance.publish(message(""));
		assertThat(handler.await(4)).extracting(Message::payload)
			.containsExactlyInAnyOrder("text ü 😀\n".getBytes(StandardCharsets.UTF_8), bytes, broken, new byte[0]);
		assertThat(handler.messages())
			.allSatisfy((message) -> assertThat(CloudEventAttributes.of(message.headers())).isPresent());
	}

	@Test
	@DisplayName("B11 what is stored is a CloudEvent to others: attributes in headers, or all in one document")
	void b11WhatIsStoredIsACloudEventToOthers() {
		Instance binary = start(CloudEventMode.BINARY);
		binary.publish(message("{\"a\":1}").contentType("application/json"));
		OutboundMessage stored = binary.backend().sent().get(0);
		assertThat(stored.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
		assertThat(stored.headers()).containsEntry("ce_specversion", "1.0")
			.containsEntry("ce_id", stored.id())
			.containsEntry("ce_source", "/orders")
			.containsEntry("ce_type", topic())
			.containsEntry("content-type", "application/json")
			.containsKey("ce_time");
		Instance structured = start(CloudEventMode.STRUCTURED);
		structured.publish(message("{\"a\":1}").contentType("application/json"));
		stored = structured.backend().sent().get(0);
		assertThat(stored.headers()).containsEntry("content-type", STRUCTURED).doesNotContainKey("ce_id");
		assertThat(stored.body()).asString(StandardCharsets.UTF_8)
			.contains("\"specversion\":\"1.0\"", "\"source\":\"/orders\"", "\"data\":{\"a\":1}");
	}

	@ParameterizedTest(name = "B11 {0}")
	@ValueSource(strings = { "ce_", "ce-", "cloudEvents:" })
	@DisplayName("B11 a foreign CloudEvent in binary mode is read without being asked for")
	void b11ForeignBinaryEventIsRead(String prefix) {
		Map<String, String> headers = new LinkedHashMap<>();
		Map.of("specversion", "1.0", "id", "e-1", "source", "/theirs", "type", "t", "subject", "o-1", "time",
				"2026-01-02T03:04:05+01:00", "sequence", "7")
			.forEach((name, value) -> headers.put(prefix + name, value));
		headers.put("content-type", "application/json");
		assertForeign(headers, "{\"id\":\"ü\",\"amount\":2.50}");
	}

	@Test
	@DisplayName("B11 a foreign CloudEvent in structured mode is read without being asked for")
	void b11ForeignStructuredEventIsRead() {
		assertForeign(Map.of("content-type", "application/CloudEvents+json"), EVENT);
	}

	private void assertForeign(Map<String, String> headers, String body) {
		Instance instance = start();
		RecordingHandler<Order> handler = recorder();
		instance.subscribe(SubscriptionSpec.of(topic(), "g", Order.class), handler);
		sendForeign(instance, headers, body);
		Message<Order> arrived = handler.await(1).get(0);
		assertThat(arrived.payload()).isEqualTo(new Order("ü", 2.5));
		CloudEventAttributes event = CloudEventAttributes.of(arrived.headers()).orElseThrow();
		assertThat(event.id()).isEqualTo("e-1");
		assertThat(event.source()).isEqualTo("/theirs");
		assertThat(event.subject()).isEqualTo("o-1");
		assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
		assertThat(event.extensions()).containsExactly(Map.entry("sequence", "7"));
	}

	@Test
	@DisplayName("B11 what is no CloudEvent although it says so is a dead letter, byte for byte, and the reason says why")
	void b11BadEventIsADeadLetter() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(SubscriptionSpec.of(topic(), "g", Order.class), recorder());
		String without = EVENT.replace("\"source\":\"/theirs\",", "");
		sendForeign(instance, Map.of("content-type", STRUCTURED), without);
		sendForeign(instance, Map.of("ce_specversion", "1.0", "ce_id", "e-1", "ce_source", "/theirs"), "{}");
		sendForeign(instance, Map.of("content-type", STRUCTURED), "{\"specversion\"");
		assertThat(dead.await(3)).extracting((letter) -> new String(letter.payload(), StandardCharsets.UTF_8))
			.containsExactlyInAnyOrder(without, "{}", "{\"specversion\"");
		assertThat(dead.messages()).allSatisfy(
				(letter) -> assertThat(letter.headers()).containsEntry(DeadLetterHeaders.REASON, "undecodable"));
		assertThat(dead.messages()).extracting((letter) -> letter.headers().get(DeadLetterHeaders.ERROR_MESSAGE))
			.anyMatch((why) -> why.contains("attribute 'source' is missing"))
			.anyMatch((why) -> why.contains("attribute 'type' is missing"))
			.anyMatch((why) -> why.contains("no CloudEvent in JSON"));
	}

	@ParameterizedTest(name = "G4 {0}")
	@EnumSource(names = { "BINARY", "STRUCTURED" })
	@DisplayName("G4 a CloudEvent that was dead is edited and tried again, as the event that it was")
	@Requires(Capability.BROWSE)
	void g4CloudEventIsEditedAndRedriven(CloudEventMode mode) {
		Instance instance = start(mode);
		RecordingHandler<Order> handler = recorder((message, acknowledgment) -> {
			if (message.payload().amount() < 0) {
				throw new IllegalStateException("on purpose");
			}
		});
		instance.subscribe(SubscriptionSpec.of(topic(), "g", Order.class).retry(attempts(1)), handler);
		PublishResult result = instance.publish(message(new Order("a", -1)).header("ce_subject", "o-1"));
		DeadLetterQueue letters = instance.pubSub().deadLetters(topic(), "g");
		patience().until("the dead letter", harness(), () -> letters.size() == 1);
		long position = letters.find(DeadLetterQuery.all()).get(0).position();
		assertThat(letters.redrive(position, (message) -> edited(message))).isOne();
		awaitInTime(handler, 2);
		Message<Order> again = handler.messages().get(1);
		assertThat(again.payload()).isEqualTo(new Order("a", 1));
		CloudEventAttributes event = CloudEventAttributes.of(again.headers()).orElseThrow();
		assertThat(event.id()).isEqualTo(result.messageId());
		assertThat(event.subject()).isEqualTo("o-1");
	}

	private static OutgoingMessage edited(OutgoingMessage message) {
		String body = new String((byte[]) message.payload(), StandardCharsets.UTF_8);
		return new OutgoingMessage(message.topic(), body.replace("-1", "1"), message.key(), message.headers(), null,
				null, null, null, message.contentType());
	}

	@Test
	@DisplayName("B11 an attribute that cannot be is refused at publish")
	void b11AttributeThatCannotBeIsRefused() {
		Instance instance = start(CloudEventMode.BINARY);
		for (String header : List.of("ce_Type", "ce_time", "ce_specversion", "ce_datacontenttype", "ce_")) {
			assertThatExceptionOfType(PubSubException.class)
				.isThrownBy(() -> instance.publish(message("x").header(header, "0")))
				.withMessageContaining(topic())
				.withMessageContaining(header.substring(3))
				.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
		}
		assertThat(instance.backend().sent()).isEmpty();
	}

	private Instance start(CloudEventMode mode) {
		return start((builder) -> builder.cloudEvents(new CloudEventPolicy(mode, "/orders", null)));
	}

	private void sendForeign(Instance instance, Map<String, String> headers, String body) {
		try (Sender sender = instance.backend().openSender()) {
			await(sender.send(List.of(new OutboundMessage(topic(), "", null, headers,
					body.getBytes(StandardCharsets.UTF_8), null, null, null))));
		}
	}

	/**
	 * A payload that travels as JSON.
	 *
	 * @param id an id
	 * @param amount an amount
	 */
	record Order(String id, double amount) {

	}

}
