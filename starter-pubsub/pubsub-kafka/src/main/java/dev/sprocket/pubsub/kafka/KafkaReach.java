// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * Whether the cluster can be reached. A consumer without connection returns from its
 * polls as if there were no messages and connects again by itself, so that somebody has
 * to ask: when nothing has come for a while, one receiver does for all.
 */
final class KafkaReach {

	private static final Duration QUIET = Duration.ofSeconds(3);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Runnable question;

	private volatile long reachedAt = System.nanoTime();

	private @Nullable BackendException failure;

	private long failedAt;

	/**
	 * Create it, taking the cluster for reachable.
	 * @param question returns soon, and throws a {@link BackendException} without an
	 * answer
	 */
	KafkaReach(Runnable question) {
		this.question = question;
	}

	/**
	 * Note that something came from the cluster.
	 */
	void reached() {
		this.reachedAt = System.nanoTime();
	}

	/**
	 * Check that the cluster can be reached, by asking it if nothing has come lately.
	 * @throws BackendException if it cannot
	 */
	void require() {
		if (isQuiet()) {
			ask();
		}
	}

	private boolean isQuiet() {
		return isOver(this.reachedAt, QUIET);
	}

	private synchronized void ask() {
		if (!isQuiet()) {
			return;
		}
		BackendException last = this.failure;
		if (last != null && !isOver(this.failedAt, PAUSE)) {
			throw last;
		}
		try {
			this.question.run();
			this.failure = null;
			reached();
		}
		catch (BackendException ex) {
			this.failure = ex;
			this.failedAt = System.nanoTime();
			throw ex;
		}
	}

	private static boolean isOver(long since, Duration time) {
		return System.nanoTime() - since > time.toNanos();
	}

}
