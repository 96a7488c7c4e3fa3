// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How often and when a failed message is tried again.
 *
 * @param attempts how often a message is given to a handler at most, the first included;
 * 5 by default
 * @param backoff pause before the second attempt; 200 ms by default
 * @param multiplier each pause is that many times the one before; 3 by default
 * @param maxBackoff no pause is longer; 60 s by default
 * @param jitter each pause is longer or shorter by up to this share of it; 0.2 by default
 * @param maxElapsed no attempt begins later than that after the first, or {@code null}
 * for no such limit
 * @param on only these exceptions and their subclasses are retried, causes included;
 * empty means all
 * @param notOn these exceptions and their subclasses are never retried, causes included
 */
public record RetryPolicy(int attempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter,
		@Nullable Duration maxElapsed, Set<Class<? extends Throwable>> on, Set<Class<? extends Throwable>> notOn) {

	/** Five attempts with pauses of about 0.2, 0.6, 1.8 and 5.4 seconds. */
	public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofMillis(200), 3, Duration.ofSeconds(60), 0.2,
			null, Set.of(), Set.of());

	/** One attempt. */
	public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0, null, Set.of(),
			Set.of());

}
