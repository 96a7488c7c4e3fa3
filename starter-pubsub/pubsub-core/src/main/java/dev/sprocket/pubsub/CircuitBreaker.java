// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a subscription from trying message after message while all of them fail. Belongs
 * to the engine thread, save what it says of itself.
 */
final class CircuitBreaker {

	private static final Logger logger = LoggerFactory.getLogger(CircuitBreaker.class);

	private static final long NEVER = Long.MAX_VALUE;

	/** How much of an error is shown, in characters. */
	private static final int MAX_ERROR = 300;

	private final String who;

	private final CircuitBreakerPolicy policy;

	private final Clock clock;

	private final HandlerQueue queue;

	private final Set<String> failed = new HashSet<>();

	private Duration pause;

	private long probeAt = NEVER;

	private volatile @Nullable String failure;

	CircuitBreaker(String who, CircuitBreakerPolicy policy, Clock clock, HandlerQueue queue) {
		this.who = who;
		this.policy = policy;
		this.clock = clock;
		this.queue = queue;
		this.pause = policy.probeInterval();
	}

	/**
	 * Take note of what came of an attempt.
	 * @param attempt the attempt
	 * @return how long to keep its message from being tried again, whatever the verdict,
	 * or {@code null} if the verdict is to be carried out
	 */
	@Nullable Duration observe(Attempt attempt) {
		Verdict verdict = attempt.verdict();
		if (verdict == Verdict.DONE) {
			close();
			return null;
		}
		Throwable error = (verdict != null) ? verdict.failure() : null;
		if (verdict == null || error == null || this.policy.failures() == 0) {
			tryAnother(attempt);
			return null;
		}
		boolean wasOpen = isOpen();
		if (!wasOpen) {
			this.failed.add(attempt.id());
			if (this.failed.size() < this.policy.failures()) {
				return null;
			}
			open(error);
		}
		this.failure = describe(error);
		if (wasOpen && verdict instanceof Verdict.Dead dead && dead.late()) {
			return null;
		}
		return (verdict.asked().compareTo(this.pause) > 0) ? verdict.asked() : this.pause;
	}

	// What no handler was given says nothing, and is not what was to be tried.

	private void tryAnother(Attempt attempt) {
		if (isOpen() && !attempt.given && !(attempt.verdict() instanceof Verdict.PutBack)) {
			this.queue.permits(1);
		}
	}

	private void open(Throwable error) {
		this.queue.permits(0);
		this.probeAt = this.clock.millis() + this.pause.toMillis();
		logger.warn(this.who + ": " + describe(error));
	}

	private String describe(Throwable error) {
		String text = error.toString();
		return "%d messages in a row failed, the last with %s; one is tried now and then until one is handled"
			.formatted(this.failed.size(), (text.length() > MAX_ERROR) ? text.substring(0, MAX_ERROR) + "…" : text);
	}

	private void close() {
		if (!this.failed.isEmpty()) {
			this.failed.clear();
		}
		if (isOpen()) {
			this.failure = null;
			this.pause = this.policy.probeInterval();
			this.probeAt = NEVER;
			this.queue.permits(HandlerQueue.UNLIMITED);
			logger.info(this.who + ": a message was handled, goes on with the others");
		}
	}

	/**
	 * Let one message through if it is time for that.
	 * @param now the time
	 */
	void check(long now) {
		if (now >= this.probeAt) {
			Duration next = this.pause.multipliedBy(2);
			this.pause = (next.compareTo(this.policy.maxProbeInterval()) < 0) ? next : this.policy.maxProbeInterval();
			this.probeAt = now + this.pause.toMillis();
			this.queue.permits(1);
		}
	}

	/**
	 * Return how many messages may be fetched, beside those that wait already.
	 * @return the number; less than 0 if those are too many
	 */
	int allowance() {
		int permits = this.queue.permits();
		return (permits == HandlerQueue.UNLIMITED) ? permits : permits - this.queue.buffered();
	}

	long nextCheck() {
		return this.probeAt;
	}

	boolean isOpen() {
		return this.failure != null;
	}

	@Nullable String failure() {
		return this.failure;
	}

}
