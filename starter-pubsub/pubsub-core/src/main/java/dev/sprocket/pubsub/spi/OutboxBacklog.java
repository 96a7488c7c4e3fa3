// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link Outbox} has not relayed yet.
 *
 * @param messages how many messages wait
 * @param oldest since when the first of them waits, or {@code null} if none does
 * @param failure why the backend does not take them, or {@code null} if it does
 */
public record OutboxBacklog(long messages, @Nullable Instant oldest, @Nullable String failure) {

	/** Nothing waits. */
	public static final OutboxBacklog NONE = new OutboxBacklog(0, null, null);

}
