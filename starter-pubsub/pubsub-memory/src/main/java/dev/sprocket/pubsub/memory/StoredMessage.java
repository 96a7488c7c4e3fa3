// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Instant;

import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * A message as the topic keeps it, shared by its groups.
 *
 * @param position its position
 * @param message what was sent
 * @param storedAt when
 * @param expiresAt when it expires, in epoch milliseconds
 */
record StoredMessage(long position, OutboundMessage message, Instant storedAt, long expiresAt) {

}
