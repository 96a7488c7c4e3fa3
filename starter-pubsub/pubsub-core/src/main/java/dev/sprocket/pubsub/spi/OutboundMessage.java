// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An encoded message on its way to the broker. The headers hold everything: the user's,
 * and those of {@link ReservedHeaders} with id, content type and trace. A backend stores
 * them all and interprets none, save what it maps to a native field.
 *
 * @param topic where to
 * @param id unique, made by the engine, stable over redeliveries
 * @param key orders messages with the same key, or {@code null} for no order
 * @param headers names to values, in order; do not change
 * @param body the payload; do not change
 * @param deliverAt not to be delivered before, or {@code null} for at once
 * @param expiresAt not to be delivered from then on, or {@code null} for never
 * @param deduplicationId a second message with this id on this topic inside the window is
 * not stored again, or {@code null} for no deduplication
 */
public record OutboundMessage(String topic, String id, @Nullable String key, Map<String, String> headers, byte[] body,
		@Nullable Instant deliverAt, @Nullable Instant expiresAt, @Nullable String deduplicationId) {

}
