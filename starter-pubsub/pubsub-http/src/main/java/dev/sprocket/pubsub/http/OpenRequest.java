// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A message whose sender waits for the answer. The first answer holds; one that is not
 * given in time is that the sender may send it again. Thread-safe.
 */
final class OpenRequest {

	/** An instance that is busy or stops must not keep messages from the others. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

	private final Event event;

	private final Instant arrivedAt;

	private final Duration answerWithin;

	private final CompletableFuture<Answer> answer = new CompletableFuture<>();

	private @Nullable CompletableFuture<Boolean> timer;

	OpenRequest(Event event, Instant arrivedAt, Duration answerWithin) {
		this.event = event;
		this.arrivedAt = arrivedAt;
		this.answerWithin = answerWithin;
		this.answer.whenComplete((given, failure) -> stopTimer());
		answerAfter((answerWithin.compareTo(LONGEST_WAIT) < 0) ? answerWithin : LONGEST_WAIT,
				Answer.away("nobody is free here to handle it"));
	}

	Event event() {
		return this.event;
	}

	Instant arrivedAt() {
		return this.arrivedAt;
	}

	CompletionStage<Answer> answer() {
		return this.answer;
	}

	boolean isOpen() {
		return !this.answer.isDone();
	}

	boolean answer(Answer with) {
		return this.answer.complete(with);
	}

	/**
	 * Lease the message to a receiver, or for longer.
	 * @param lease for how long
	 * @param now the time
	 * @return until when it is
	 */
	Instant lease(Duration lease, Instant now) {
		Duration most = Duration.between(now, this.arrivedAt.plus(this.answerWithin));
		Duration granted = (lease.compareTo(most) < 0) ? lease : most;
		answerAfter(granted, Answer.released(Duration.ZERO, true));
		return now.plus(granted);
	}

	private synchronized void answerAfter(Duration delay, Answer with) {
		stopTimer();
		if (!isOpen()) {
			return;
		}
		this.timer = new CompletableFuture<Boolean>().completeOnTimeout(true, Math.max(0, delay.toMillis()),
				TimeUnit.MILLISECONDS);
		this.timer.thenAccept((over) -> {
			if (over) {
				answer(with);
			}
		});
	}

	private synchronized void stopTimer() {
		if (this.timer != null) {
			this.timer.complete(false);
		}
	}

}
