// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;

/**
 * How messages are kept and looked for.
 *
 * @param pollInterval how often a receiver looks for messages that another process stored
 * @param maxBacklog how many messages may wait for one group of a topic
 * @param deduplicationWindow how long a deduplication id is remembered
 */
public record JdbcSettings(Duration pollInterval, long maxBacklog, Duration deduplicationWindow) {

	/** 250 ms, 10,000,000 messages, 10 minutes. */
	public static final JdbcSettings DEFAULTS = new JdbcSettings(Duration.ofMillis(250), 10_000_000,
			Duration.ofMinutes(10));

}
