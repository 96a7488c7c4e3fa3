// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * The key of a message of another backend, in a row that may have no room for it: then
 * the row has a digest, and a header the key.
 */
final class StoredKey {

	private static final String HEADER = ReservedHeaders.PREFIX + "stored-key";

	private StoredKey() {
	}

	// Return what is in the row of a key.

	static String of(String key) {
		boolean fits = key.length() <= MessageInsert.MAX_KEY && key.indexOf('\0') < 0;
		return fits ? key : HEADER + ":" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
	}

	static OutboundMessage fold(OutboundMessage message) {
		String key = message.key();
		if (key == null || key.equals(of(key))) {
			return message;
		}
		Map<String, String> headers = new LinkedHashMap<>(message.headers());
		headers.put(HEADER, key);
		return new OutboundMessage(message.topic(), message.id(), of(key), headers, message.body(), message.deliverAt(),
				message.expiresAt(), message.deduplicationId());
	}

	// Take the key out of headers. stored: the key of the row

	static @Nullable String unfold(Map<String, String> headers, @Nullable String stored) {
		String key = headers.remove(HEADER);
		return (key != null) ? key : stored;
	}

}
