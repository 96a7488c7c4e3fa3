// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

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

	private Deadline doubt = Deadline.after(Duration.ZERO);

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
		long pause = this.backoff.pauseAfter(this.failures);
		boolean closed = ex instanceof BackendException known && known.kind() == ErrorKind.CLOSED;
		this.doubt = Deadline.after(closed ? Duration.ofMillis(2 * pause) : Duration.ZERO);
		return pause;
	}

	/**
	 * Take note that nothing fails just now. What was closed and opened again may only
	 * not have met its failure yet: it is in doubt for as long as the last pause was,
	 * unless it has proved itself.
	 * @param proven whether it did what it is for
	 */
	void over(boolean proven) {
		if (proven || this.doubt.isOver()) {
			over();
		}
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
