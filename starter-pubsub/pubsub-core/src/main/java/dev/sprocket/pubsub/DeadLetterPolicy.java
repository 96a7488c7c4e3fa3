// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Where a message goes that nobody can handle.
 *
 * @param enabled whether it is kept; if not, it is logged as an error and dropped
 * @param topic the topic of the dead letters, or {@code null} for
 * {@code <topic>.<group>.dlq}
 * @param stackTrace whether the dead letter carries the stack trace, at most 4 KiB of it
 */
public record DeadLetterPolicy(boolean enabled, @Nullable String topic, boolean stackTrace) {

	/** Kept, under the default name, without stack trace. */
	public static final DeadLetterPolicy DEFAULT = new DeadLetterPolicy(true, null, false);

}
