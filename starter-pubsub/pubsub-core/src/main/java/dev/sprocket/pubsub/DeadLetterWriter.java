// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;

/**
 * Stores dead letters before their source is acknowledged: in one step where the backend
 * can, else one after the other, with the index, where there is one, in between: a letter
 * that was lost from it would be seen by nobody. What cannot be stored now is tried again
 * later; its source stays ours meanwhile. Belongs to the engine thread.
 */
final class DeadLetterWriter {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterWriter.class);

	/** For how long nobody doubts a refusal after another one was for good. */
	private static final Duration REFUSES_ON = Duration.ofMinutes(1);

	private final SubscriptionContext context;

	private final DeadLetterMessages messages;

	private final RefusedLetters refused;

	private final Backend backend;

	private final @Nullable LetterIndex index;

	private final Sender sender;

	private final @Nullable AtomicForward atomicForward;

	private final Runnable wakeEngine;

	private final ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();

	private final Outage outage;

	/** When a letter was last stored without a part of its message after all doubt. */
	private Instant refusedForGood = Instant.EPOCH;

	private boolean queueDeclared;

	DeadLetterWriter(SubscriptionContext context, RefusedLetters refused, KeptLetters kept, Sender sender,
			Runnable wakeEngine) {
		this.context = context;
		this.messages = refused.messages();
		this.refused = refused;
		this.backend = kept.backend();
		this.index = kept.index();
		this.sender = sender;
		this.atomicForward = (this.index == null) ? this.backend.atomicForward() : null;
		// where letters cannot be browsed, there is no queue to keep them in
		this.queueDeclared = this.backend.browser() == null;
		this.wakeEngine = wakeEngine;
		this.outage = new Outage(context.who(),
				"cannot store dead letters on " + this.messages.topic() + ", keeps their sources and tries again",
				"stores dead letters again", new Backoff(200, 30_000));
	}

	void write(Receiver receiver, Attempt attempt, Verdict.Dead verdict) {
		if (!this.context.spec().deadLetter().enabled()) {
			logger.error(this.context.who() + ": message " + attempt.id() + " is dropped, dead letters are off: "
					+ verdict.reason() + ": " + verdict.detail(), verdict.error());
			report(attempt, verdict);
			this.context.settling().reject(attempt);
			this.context.dead(attempt, verdict);
			return;
		}
		store(receiver, Letter.of(attempt, verdict, this.messages.of(attempt, verdict,
				this.context.firstFailures().get(attempt), this.context.clock().instant())));
	}

	private void store(Receiver receiver, Letter letter) {
		try {
			declareQueue();
		}
		catch (BackendException ex) {
			failed(letter, ex, () -> store(receiver, letter));
			return;
		}
		if (this.atomicForward != null) {
			forward(this.atomicForward, receiver, letter);
			return;
		}
		try {
			this.sender.send(List.of(letter.form()))
				.whenComplete((outcomes, failure) -> answered(letter, () -> sent(receiver, letter,
						(outcomes != null) ? outcomes.get(0) : SendOutcome.failed(BackendFailures.of(failure)))));
		}
		catch (RuntimeException ex) {
			failed(letter, BackendFailures.of(ex), () -> store(receiver, letter));
		}
	}

	private void declareQueue() {
		if (!this.queueDeclared) {
			this.backend.declareGroup(this.messages.topic(), DeadLetterQueue.GROUP);
			this.queueDeclared = true;
		}
	}

	private void forward(AtomicForward power, Receiver receiver, Letter letter) {
		SettleOutcome outcome;
		try {
			outcome = power.forward(receiver, letter.attempt().delivery(), letter.form());
		}
		catch (BackendException ex) {
			outcome = SettleOutcome.failed(ex);
		}
		switch (outcome.status()) {
			case DONE -> {
				stored(letter);
				this.context.settling().forwarded(letter.attempt());
				this.context.dead(letter.attempt(), letter.verdict());
			}
			case STALE -> this.context.lost(letter.attempt());
			default -> refusedOrFailed(letter, outcome.failure(), (again) -> store(receiver, again));
		}
	}

	private void answered(Letter letter, Runnable answer) {
		this.answers.add(() -> {
			if (this.context.outstanding().contains(letter.attempt())) {
				answer.run();
			}
		});
		this.wakeEngine.run();
	}

	/**
	 * Go on with dead letters whose sender has answered.
	 */
	void takeAnswers() {
		for (Runnable answer = this.answers.poll(); answer != null; answer = this.answers.poll()) {
			answer.run();
		}
	}

	private void sent(Receiver receiver, Letter letter, SendOutcome outcome) {
		if (outcome.failure() != null) {
			refusedOrFailed(letter, outcome.failure(), (again) -> store(receiver, again));
		}
		else if (this.index != null) {
			index(this.index, letter);
		}
		else {
			settle(letter);
		}
	}

	// If it fails, this alone is repeated: the letter is on its topic once.

	private void index(LetterIndex index, Letter letter) {
		try {
			index.keep(DeadLetterQueue.GROUP, letter.form())
				.whenComplete((kept, failure) -> answered(letter, () -> indexed(index, letter, failure)));
		}
		catch (RuntimeException ex) {
			failed(letter, BackendFailures.of(ex), () -> index(index, letter));
		}
	}

	private void indexed(LetterIndex index, Letter letter, @Nullable Throwable failure) {
		if (failure != null) {
			refusedOrFailed(letter, BackendFailures.of(failure), (again) -> index(index, again));
			return;
		}
		settle(letter);
	}

	private void settle(Letter letter) {
		stored(letter);
		this.context.settling().done(letter.attempt());
		this.context.dead(letter.attempt(), letter.verdict());
	}

	private void stored(Letter letter) {
		this.outage.over();
		Attempt attempt = letter.attempt();
		Verdict.Dead verdict = letter.verdict();
		String missing = letter.form().headers().get(DeadLetterHeaders.MISSING);
		if (missing != null) {
			Instant now = this.context.clock().instant();
			this.refusedForGood = letter.isInDoubt(now) ? this.refusedForGood : now;
			logger.error(this.context.who() + ": the dead letter of message " + attempt.id() + " lacks " + missing);
		}
		if (verdict.reason().equals(Verdict.Dead.PARKED)) {
			logger.debug("{}: message {} is parked on {}", this.context.who(), attempt.id(), this.messages.topic());
			return;
		}
		logger.warn(this.context.who() + ": message " + attempt.id() + " is a dead letter on " + this.messages.topic()
				+ " after attempt " + attempt.number() + ", " + verdict.reason() + ": " + verdict.detail());
		report(attempt, verdict);
	}

	// What was refused may be so whatever it is, such as by a topic that cannot be
	// created: if nothing is left to leave out, all of it is tried again later.

	private void refusedOrFailed(Letter sent, @Nullable BackendException failure, Consumer<Letter> again) {
		if (failure == null || !RefusedLetters.isRefusal(failure)) {
			failed(sent, failure, () -> again.accept(sent));
			return;
		}
		Instant now = this.context.clock().instant();
		Letter letter = sent.refused(now);
		if (failure.kind() != ErrorKind.TOO_LARGE && letter.isInDoubt(now)
				&& now.isAfter(this.refusedForGood.plus(REFUSES_ON))) {
			failed(letter, failure, () -> again.accept(letter));
			return;
		}
		this.refused.smaller(letter, failure).whenComplete((smaller, problem) -> answered(letter, () -> {
			if (smaller != null) {
				again.accept(smaller);
			}
			else {
				failed(letter, (problem != null) ? BackendFailures.of(problem) : failure,
						() -> again.accept(letter.again()));
			}
		}));
	}

	private void failed(Letter letter, @Nullable BackendException failure, Runnable again) {
		Attempt attempt = letter.attempt();
		this.context.outstanding().waits(attempt, true);
		this.context.agenda().add(this.context.clock().millis() + this.outage.failed(failure), attempt, () -> {
			this.context.outstanding().waits(attempt, false);
			again.run();
		});
	}

	private void report(Attempt attempt, Verdict.Dead verdict) {
		Throwable error = verdict.error();
		if (error == null || verdict.reason().equals("rejected")) {
			return;
		}
		this.context.reporters()
			.report(error, Map.of("topic", this.context.spec().topic(), "group", this.context.spec().group(), "handler",
					this.context.spec().handler(), "messageId", attempt.id(), "reason", verdict.reason()));
	}

}
