// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.OutboundMessage;
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

	private final SubscriptionContext context;

	private final DeadLetterMessages messages;

	private final Backend backend;

	private final @Nullable LetterIndex index;

	private final Sender sender;

	private final @Nullable AtomicForward atomicForward;

	private final Runnable wakeEngine;

	private final ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();

	private final Outage outage;

	private boolean queueDeclared;

	DeadLetterWriter(SubscriptionContext context, DeadLetterMessages messages, KeptLetters kept, Sender sender,
			Runnable wakeEngine) {
		this.context = context;
		this.messages = messages;
		this.backend = kept.backend();
		this.index = kept.index();
		this.sender = sender;
		this.atomicForward = (this.index == null) ? this.backend.atomicForward() : null;
		// where letters cannot be browsed, there is no queue to keep them in
		this.queueDeclared = this.backend.browser() == null;
		this.wakeEngine = wakeEngine;
		this.outage = new Outage(context.who(),
				"cannot store dead letters on " + messages.topic() + ", keeps their sources and tries again",
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
		OutboundMessage letter = this.messages.of(attempt, verdict, this.context.firstFailures().get(attempt.id()),
				this.context.clock().instant());
		store(receiver, attempt, verdict, letter);
	}

	private void store(Receiver receiver, Attempt attempt, Verdict.Dead verdict, OutboundMessage letter) {
		try {
			declareQueue();
		}
		catch (BackendException ex) {
			failed(attempt, ex, () -> store(receiver, attempt, verdict, letter));
			return;
		}
		if (this.atomicForward != null) {
			forward(this.atomicForward, receiver, attempt, verdict, letter);
			return;
		}
		try {
			this.sender.send(List.of(letter))
				.whenComplete((outcomes, failure) -> answered(() -> sent(receiver, attempt, verdict, letter,
						(outcomes != null) ? outcomes.get(0) : SendOutcome.failed(BackendFailures.of(failure)))));
		}
		catch (RuntimeException ex) {
			failed(attempt, BackendFailures.of(ex), () -> store(receiver, attempt, verdict, letter));
		}
	}

	private void declareQueue() {
		if (!this.queueDeclared) {
			this.backend.declareGroup(this.messages.topic(), DeadLetterQueue.GROUP);
			this.queueDeclared = true;
		}
	}

	private void forward(AtomicForward power, Receiver receiver, Attempt attempt, Verdict.Dead verdict,
			OutboundMessage letter) {
		SettleOutcome outcome;
		try {
			outcome = power.forward(receiver, attempt.delivery(), letter);
		}
		catch (BackendException ex) {
			outcome = SettleOutcome.failed(ex);
		}
		switch (outcome.status()) {
			case DONE -> {
				stored(attempt, verdict, letter);
				this.context.settling().forwarded(attempt);
				this.context.dead(attempt, verdict);
			}
			case STALE -> this.context.lost(attempt);
			default -> failed(attempt, outcome.failure(), () -> store(receiver, attempt, verdict, letter));
		}
	}

	private void answered(Runnable answer) {
		this.answers.add(answer);
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

	private void sent(Receiver receiver, Attempt attempt, Verdict.Dead verdict, OutboundMessage letter,
			SendOutcome outcome) {
		if (!this.context.outstanding().contains(attempt)) {
			return;
		}
		if (outcome.failure() != null) {
			failed(attempt, outcome.failure(), () -> store(receiver, attempt, verdict, letter));
		}
		else if (this.index != null) {
			index(this.index, attempt, verdict, letter);
		}
		else {
			settle(attempt, verdict, letter);
		}
	}

	// If it fails, this alone is repeated: the letter is on its topic once.

	private void index(LetterIndex index, Attempt attempt, Verdict.Dead verdict, OutboundMessage letter) {
		Runnable again = () -> index(index, attempt, verdict, letter);
		try {
			index.keep(DeadLetterQueue.GROUP, letter)
				.whenComplete((kept, failure) -> answered(() -> indexed(attempt, verdict, letter, failure, again)));
		}
		catch (RuntimeException ex) {
			failed(attempt, BackendFailures.of(ex), again);
		}
	}

	private void indexed(Attempt attempt, Verdict.Dead verdict, OutboundMessage letter, @Nullable Throwable failure,
			Runnable again) {
		if (!this.context.outstanding().contains(attempt)) {
			return;
		}
		if (failure != null) {
			failed(attempt, BackendFailures.of(failure), again);
			return;
		}
		settle(attempt, verdict, letter);
	}

	private void settle(Attempt attempt, Verdict.Dead verdict, OutboundMessage letter) {
		stored(attempt, verdict, letter);
		this.context.settling().done(attempt);
		this.context.dead(attempt, verdict);
	}

	private void stored(Attempt attempt, Verdict.Dead verdict, OutboundMessage letter) {
		this.outage.over();
		if (verdict.reason().equals(Verdict.Dead.PARKED)) {
			logger.debug("{}: message {} is parked on {}", this.context.who(), attempt.id(), letter.topic());
			return;
		}
		logger.warn(this.context.who() + ": message " + attempt.id() + " is a dead letter on " + letter.topic()
				+ " after attempt " + attempt.number() + ", " + verdict.reason() + ": " + verdict.detail());
		report(attempt, verdict);
	}

	private void failed(Attempt attempt, @Nullable BackendException failure, Runnable again) {
		this.context.agenda().add(this.context.clock().millis() + this.outage.failed(failure), attempt, again);
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
