// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.batch;

import java.time.Duration;

/**
 * How messages are gathered for a handler that takes several at a time. A batch is handed
 * over when it is full, when its first message has waited long enough, or when no more
 * messages can be fetched.
 *
 * @param maxSize how many messages at most, from 1 to 1,000
 * @param maxWait how long the first message waits for others, from when it was fetched;
 * zero takes what is there
 */
public record BatchPolicy(int maxSize, Duration maxWait) {

	/** At most 100 messages, gathered for at most a second. */
	public static final BatchPolicy DEFAULT = new BatchPolicy(100, Duration.ofSeconds(1));

}
