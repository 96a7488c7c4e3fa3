// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Instant;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Shows a stored message to the engine, which decodes it as it would for a handler: some
 * reserved headers say where the body is.
 */
final class StoredBody {

	private StoredBody() {
	}

	static Message<byte[]> of(OutboundMessage stored) {
		String publishedAt = stored.headers().get(ReservedHeaders.PUBLISHED_AT);
		return new Message<>(stored.id(), stored.topic(), stored.key(), stored.headers(), stored.body(),
				stored.headers().get(ReservedHeaders.CONTENT_TYPE),
				(publishedAt != null) ? Instant.parse(publishedAt) : Instant.EPOCH, 0);
	}

}
