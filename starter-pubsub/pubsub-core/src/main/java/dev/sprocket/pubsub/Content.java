// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * A message between codec and backend.
 *
 * @param topic the topic
 * @param key its key, or {@code null}
 * @param headers all of them, the reserved ones too; do not change
 * @param body the encoded payload; do not change
 * @param deliverAt not to be delivered before, or {@code null} for at once
 */
record Content(String topic, @Nullable String key, Map<String, String> headers, byte[] body,
		@Nullable Instant deliverAt) {

	static Content of(String topic, Delivery delivery) {
		return new Content(topic, delivery.key(), delivery.headers(), delivery.body(), null);
	}

	Content with(Map<String, String> headers, byte[] body) {
		return new Content(this.topic, this.key, headers, body, this.deliverAt);
	}

	@Nullable String contentType() {
		return this.headers.get(ReservedHeaders.CONTENT_TYPE);
	}

}
