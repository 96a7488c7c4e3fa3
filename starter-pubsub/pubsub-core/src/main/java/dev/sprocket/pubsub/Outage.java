// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts failures of a receiver in a row: one log line when they begin, one when they are
 * over.
 */
final class Outage {

	private static final Log logger = LogFactory.getLog(Outage.class);

	private static final long FIRST_PAUSE = 100;

	private static final long MAX_PAUSE = 5_000;

	private final String who;

	private volatile @Nullable String failure;

	private int failures;

	Outage(String who) {
		this.who = who;
	}

	long pauseAfter(Throwable ex) {
		if (this.failures++ == 0) {
			logger.warn(this.who + ": cannot fetch messages, backs off and tries again: " + ex);
		}
		this.failure = String.valueOf(ex.getMessage());
		return Math.min(MAX_PAUSE, FIRST_PAUSE << Math.min(10, this.failures - 1));
	}

	void over() {
		if (this.failures > 0) {
			this.failures = 0;
			this.failure = null;
			logger.info(this.who + ": fetches messages again");
		}
	}

	@Nullable String failure() {
		return this.failure;
	}

}
