// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether what was accepted is counted.
 */
final class Counting {

	private Counting() {
	}

	/**
	 * Waits until no delivery of an earlier test waits to be counted, so that a test may
	 * compare totals before and after what it posts.
	 */
	static void awaitIdle(JdbcClient jdbc) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(jdbc.sql("select count(*) from sprocket_message").query(Long.class)::single, (count) -> count == 0);
	}

}
