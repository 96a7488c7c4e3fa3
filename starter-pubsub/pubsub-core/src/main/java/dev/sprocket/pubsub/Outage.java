// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failures in a row: one log line when they begin, one when they are over.
 */
final class Outage {

	private static final Logger logger = LoggerFactory.getLogger(Outage.class);

	private final String who;

	private final String begins;

	private final String ends;

	private final Backoff backoff;

	private volatile @Nullable String failure;

	private int failures;

	/**
	 * Create a count.
	 * @param who how log lines begin
	 * @param begins what cannot be done, and what follows from that
	 * @param ends what is done again afterwards
	 * @param backoff the pauses
	 */
	Outage(String who, String begins, String ends, Backoff backoff) {
		this.who = who;
		this.begins = begins;
		this.ends = ends;
		this.backoff = backoff;
	}

	/**
	 * Take note of a failure.
	 * @param ex why
	 * @return how long to wait, in milliseconds
	 */
	long failed(@Nullable Throwable ex) {
		if (this.failures++ == 0) {
			logger.warn(this.who + ": " + this.begins + ": " + ex);
		}
		this.failure = (ex != null) ? String.valueOf(ex.getMessage()) : "unknown";
		return this.backoff.pauseAfter(this.failures);
	}

	void over() {
		if (this.failures > 0) {
			this.failures = 0;
			this.failure = null;
			logger.info(this.who + ": " + this.ends);
		}
	}

	@Nullable String failure() {
		return this.failure;
	}

}
