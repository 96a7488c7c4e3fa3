// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.content.PayloadSchema;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group B of the conformance suite: messages that do not look like ours.
 */
abstract class ForeignConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("B10 the message of a foreign producer, without our headers, is delivered and not looped")
	void b10ForeignMessageIsDelivered() {
		Instance instance = start();
		sendForeign(instance, Map.of());
		sendForeign(instance,
				Map.of("their-header", "1", "sprocket-published-at", "no date", "sprocket-expires-at", "?"));
		RecordingHandler<String> handler = recorder();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g"), handler);
		patience().until("both", harness(), () -> handler.count() + dead.count() >= 2);
		neverMore(handler, handler.count());
		assertThat(handler.count() + dead.count()).isEqualTo(2);
		assertThat(handler.messages()).isNotEmpty().allSatisfy((message) -> {
			assertThat(message.payload()).isEqualTo("foreign");
			assertThat(message.contentType()).isNull();
			assertThat(message.id()).isNotEmpty();
		});
	}

	@Test
	@DisplayName("B11 what does not match the schema of its topic is refused at publish, and a dead letter on receipt")
	void b11WhatDoesNotMatchItsSchemaIsRefused() {
		Instance instance = start(new FaultyBackend(open()), (builder) -> builder.schema(topic(), new NoForeign()));
		RecordingHandler<String> handler = recorder();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g"), handler);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.publish(message("foreign")))
			.withMessageContaining("schema own: it is foreign")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
		assertThat(instance.backend().sent()).isEmpty();
		sendForeign(instance, Map.of());
		instance.publish(message("ours"));
		assertThat(handler.await(1)).extracting(Message::payload).containsExactly("ours");
		Message<byte[]> letter = dead.await(1).get(0);
		assertThat(letter.payload()).asString(StandardCharsets.UTF_8).isEqualTo("foreign");
		assertThat(letter.headers()).containsEntry(DeadLetterHeaders.REASON, "undecodable")
			.containsEntry(DeadLetterHeaders.ERROR_MESSAGE,
					"Topic " + topic() + ": the body does not match schema own: it is foreign");
	}

	private void sendForeign(Instance instance, Map<String, String> headers) {
		try (Sender sender = instance.backend().openSender()) {
			await(sender.send(List.of(new OutboundMessage(topic(), "", null, headers,
					"foreign".getBytes(StandardCharsets.UTF_8), null, null, null))));
		}
	}

	/**
	 * Carries anything but the word foreign.
	 */
	private static final class NoForeign implements PayloadSchema {

		@Override
		public String name() {
			return "own";
		}

		@Override
		public @Nullable String problem(byte[] body) {
			return new String(body, StandardCharsets.UTF_8).equals("foreign") ? "it is foreign" : null;
		}

	}

}
