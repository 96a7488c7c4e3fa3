// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What waits for a group; may be approximate where the broker only estimates.
 *
 * @param messages messages that are stored and not settled, due or not, or -1 where that
 * is not known
 * @param due those of them that could be delivered now, in nobody's hands, or -1 where
 * that is not known
 * @param oldest when the oldest of those due was published, or {@code null} if none is or
 * that is not known
 */
public record Lag(long messages, long due, @Nullable Instant oldest) {

	/** Where {@link Capability#LAG} is {@link Support#NONE}. */
	public static final Lag UNKNOWN = new Lag(-1, -1, null);

	/** Nothing waits. */
	public static final Lag NOTHING = new Lag(0, 0, null);

}
