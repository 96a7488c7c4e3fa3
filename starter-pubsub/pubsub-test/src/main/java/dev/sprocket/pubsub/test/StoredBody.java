// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Shows a stored message as a handler would see it that takes the body.
 */
final class StoredBody {

	private StoredBody() {
	}

	static Message<byte[]> of(OutboundMessage stored) {
		Map<String, String> headers = new LinkedHashMap<>(stored.headers());
		headers.keySet()
			.removeIf((name) -> name.startsWith(ReservedHeaders.PREFIX) || name.equals(ReservedHeaders.CONTENT_TYPE));
		String publishedAt = stored.headers().get(ReservedHeaders.PUBLISHED_AT);
		return new Message<>(stored.id(), stored.topic(), stored.key(), headers, stored.body(),
				stored.headers().get(ReservedHeaders.CONTENT_TYPE),
				(publishedAt != null) ? Instant.parse(publishedAt) : Instant.EPOCH, 0);
	}

}
