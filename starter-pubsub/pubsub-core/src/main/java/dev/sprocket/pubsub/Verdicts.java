// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.Support;

/**
 * Carries out what was decided about messages. Belongs to the engine thread.
 */
final class Verdicts {

	private static final Logger logger = LoggerFactory.getLogger(Verdicts.class);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

	private final SubscriptionContext context;

	private final DeadLetterWriter deadLetters;

	private final CircuitBreaker breaker;

	private final boolean cumulative;

	private final boolean releasesLater;

	private final boolean takesBackUncounted;

	private final Duration maxReleaseDelay;

	Verdicts(Capabilities capabilities, SubscriptionContext context, DeadLetterWriter deadLetters,
			CircuitBreaker breaker) {
		this.breaker = breaker;
		this.context = context;
		this.deadLetters = deadLetters;
		this.cumulative = capabilities.cumulative();
		this.releasesLater = capabilities.isNative(Capability.RELEASE_DELAY) && !this.cumulative;
		this.takesBackUncounted = capabilities.of(Capability.UNCOUNTED_RELEASE) != Support.NONE;
		this.maxReleaseDelay = capabilities.limits().maxReleaseDelay();
	}

	void carryOut(Receiver receiver) {
		this.deadLetters.takeAnswers();
		for (Attempt attempt : this.context.queue().takeReports()) {
			try {
				carryOut(receiver, attempt);
			}
			catch (RuntimeException ex) {
				logger.error(this.context.who() + ": the verdict on message " + attempt.id()
						+ " could not be carried out; it comes again when its lease runs out", ex);
				this.context.lost(attempt);
			}
		}
	}

	private void carryOut(Receiver receiver, Attempt attempt) {
		Verdict verdict = attempt.verdict();
		Duration pause = this.breaker.observe(attempt);
		if (!this.context.outstanding().contains(attempt)) {
			noLongerOurs(attempt);
		}
		else if (pause != null) {
			retry(attempt, pause, false);
		}
		else if (verdict instanceof Verdict.Retry retry) {
			retry(attempt, retry.delay(), retry.counts());
		}
		else if (verdict instanceof Verdict.Wait wait) {
			hold(attempt, wait.pause(), false);
		}
		else if (verdict == Verdict.REDRIVEN) {
			unpark(attempt);
		}
		else if (verdict instanceof Verdict.PutBack putBack) {
			putBack(attempt, attempt.alone(putBack.alone()));
		}
		else if (verdict instanceof Verdict.Dead dead) {
			this.deadLetters.write(receiver, attempt, dead);
		}
		else if (verdict != Verdict.ABANDONED) {
			done(attempt);
		}
	}

	private void noLongerOurs(Attempt attempt) {
		if (attempt.verdict() == Verdict.DONE) {
			this.context.queue().resolved(attempt);
		}
		else {
			// it comes again, to whomever
			this.context.lost(attempt);
		}
	}

	private void done(Attempt attempt) {
		if (!this.context.firstFailures().isEmpty()) {
			this.context.firstFailures().forget(attempt);
		}
		this.context.settling().done(attempt);
		if (attempt.verdict() != Verdict.DONE) {
			this.context.queue().resolved(attempt);
		}
	}

	private void retry(Attempt attempt, Duration delay, boolean counts) {
		if (this.releasesLater && (counts || this.takesBackUncounted)) {
			Duration allowed = (delay.compareTo(this.maxReleaseDelay) > 0) ? this.maxReleaseDelay : delay;
			this.context.settling().release(attempt, allowed, counts);
			return;
		}
		hold(attempt, delay, counts);
	}

	private void hold(Attempt attempt, Duration delay, boolean counts) {
		this.context.outstanding().waits(attempt, true);
		attempt.counted = counts;
		if (counts) {
			this.context.settling().failed(attempt);
		}
		long now = this.context.clock().millis();
		int number = counts ? attempt.number() + 1 : attempt.number();
		this.context.agenda().add(now + delay.toMillis(), attempt, () -> again(attempt, number));
	}

	private void unpark(Attempt end) {
		try {
			if (Objects.requireNonNull(this.context.parkedKeys()).unpark(end)) {
				this.context.queue().parkBehind(end, null);
			}
			done(end);
		}
		catch (BackendException ex) {
			logger.warn(this.context.who() + ": cannot look at the dead letters of a key that was redriven, "
					+ "which stays parked until it can", ex);
			// the next attempt is not the first: some may have been moved
			hold(end, AFTER_FAILURE, true);
		}
	}

	private void putBack(Attempt attempt, Attempt again) {
		this.context.outstanding().replace(attempt, again);
		this.context.queue().putBack(attempt, again);
	}

	private void again(Attempt attempt, int number) {
		Attempt again = attempt.again(number);
		again.keptHere = true;
		this.context.outstanding().replace(attempt, again);
		this.context.queue().retry(attempt, again);
	}

	/**
	 * Give back what was fetched and cannot be looked at.
	 * @param attempts messages that no handler was given
	 */
	void giveBack(List<Attempt> attempts) {
		attempts.forEach(this::releaseUntried);
	}

	private void releaseUntried(Attempt attempt) {
		this.context.settling().release(attempt, Duration.ZERO, false);
	}

	/**
	 * Give back what no handler has begun, for others to work on.
	 * @return how many messages
	 */
	int releaseWaiting() {
		return releaseWaiting((attempt) -> true);
	}

	/**
	 * Let others have what no handler begins here for now. While everything fails that is
	 * not what waits for its next attempt, where giving it back would count as one.
	 * @param paused whether no handler begins anything, whatever the circuit says
	 */
	void releaseToOthers(boolean paused) {
		if (!this.cumulative && (paused || this.breaker.allowance() < 0)) {
			releaseWaiting((attempt) -> paused || this.takesBackUncounted || !attempt.keptHere);
		}
	}

	private int releaseWaiting(Predicate<Attempt> which) {
		List<Attempt> waiting = this.context.queue().removeWaiting(which);
		waiting.forEach(this::releaseUntried);
		return waiting.size();
	}

	void releaseRetries() {
		for (Attempt attempt : this.context.outstanding().all()) {
			if (attempt.waitsForRetry) {
				this.context.settling().release(attempt, Duration.ZERO, attempt.counted);
				this.context.outstanding().remove(attempt);
			}
		}
	}

	/**
	 * Give everything back that is not handled, and interrupt handlers.
	 * @return how many messages are given back
	 */
	int abandon() {
		int givenBack = 0;
		for (Attempt attempt : this.context.outstanding().all()) {
			this.context.queue().abandon(attempt);
			if (attempt.verdict() == Verdict.DONE) {
				this.context.settling().done(attempt);
			}
			else {
				releaseUntried(attempt);
				givenBack++;
			}
			this.context.outstanding().remove(attempt);
		}
		return givenBack;
	}

	/**
	 * Settle what is handled before the receiver is closed; what cannot be settled comes
	 * again.
	 * @param receiver the receiver
	 */
	void settleTheRest(Receiver receiver) {
		try {
			this.context.settling().beSure();
			this.context.settling().flush(receiver);
		}
		catch (RuntimeException ex) {
			logger.warn(this.context.who() + ": what is handled and not settled comes again", ex);
		}
	}

	void runAgenda() {
		long now = this.context.clock().millis();
		for (Agenda.Entry due = this.context.agenda().pollDue(now); due != null; due = this.context.agenda()
			.pollDue(now)) {
			if (this.context.outstanding().contains(due.attempt())) {
				due.action().run();
			}
		}
	}

}
