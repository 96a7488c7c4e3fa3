// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages to send in tests; each carries its id as body.
 */
final class Messages {

	private Messages() {
	}

	static OutboundMessage message(String topic, @Nullable String key, String id) {
		return message(topic, key, Map.of("sprocket-id", id), id.getBytes(StandardCharsets.UTF_8));
	}

	static OutboundMessage message(String topic, @Nullable String key, Map<String, String> headers, byte[] body) {
		return new OutboundMessage(topic, "id", key, headers, body, null, null, null);
	}

	static void publish(Backend backend, String topic, @Nullable String key, int from, int to) {
		try (Sender sender = backend.openSender()) {
			List<OutboundMessage> messages = IntStream.range(from, to)
				.mapToObj((number) -> message(topic, key, String.valueOf(number)))
				.toList();
			assertThat(sender.send(messages).join()).extracting(SendOutcome::failure).containsOnlyNulls();
		}
	}

	static String body(Delivery delivery) {
		return new String(delivery.body(), StandardCharsets.UTF_8);
	}

}
