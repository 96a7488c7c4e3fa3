// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * One encoded message on its way, and what its publisher waits for.
 */
final class PendingSend extends CompletableFuture<PublishResult> {

	private final OutboundMessage message;

	private final boolean async;

	private final Duration timeout;

	private final long deadline;

	private final Meters meters;

	private final long start;

	private final @Nullable Observation span;

	private volatile @Nullable SendOutcome outcome;

	PendingSend(OutboundMessage message, boolean async, Duration timeout, Meters meters, @Nullable Observation span) {
		this.message = message;
		this.async = async;
		this.timeout = timeout;
		this.meters = meters;
		this.span = span;
		this.start = System.nanoTime();
		this.deadline = this.start + Math.min(TimeUnit.NANOSECONDS.convert(timeout), Long.MAX_VALUE / 2);
	}

	OutboundMessage message() {
		return this.message;
	}

	boolean isAsync() {
		return this.async;
	}

	int bytes() {
		return this.message.body().length;
	}

	long nanosLeft() {
		return this.deadline - System.nanoTime();
	}

	void outcome(SendOutcome outcome) {
		this.outcome = outcome;
	}

	boolean isToBeRetried() {
		return isRefusedAsFull() && !isDone() && nanosLeft() > 0;
	}

	private boolean isRefusedAsFull() {
		SendOutcome last = this.outcome;
		return last != null && last.failure() != null && last.failure().kind() == ErrorKind.FULL;
	}

	/**
	 * Tell the publisher the outcome.
	 */
	void settle() {
		SendOutcome last = this.outcome;
		if (last == null || isRefusedAsFull()) {
			expire();
			return;
		}
		BackendException failure = last.failure();
		if (failure == null) {
			if (complete(new PublishResult(this.message.id(), PublishResult.Stage.STORED, last.position()))) {
				finished(null);
			}
		}
		else {
			String stored = (failure.kind() == ErrorKind.TIMEOUT) ? "the message may or may not be stored: "
					: "message not stored: ";
			fail(failure.kind(), stored + failure.getMessage(), failure);
		}
	}

	/**
	 * Tell that the message joined a transaction.
	 * @return the result
	 */
	PublishResult enlisted() {
		PublishResult result = new PublishResult(this.message.id(), PublishResult.Stage.ENLISTED, null);
		if (complete(result)) {
			finished(null);
		}
		return result;
	}

	void expire() {
		if (isRefusedAsFull()) {
			fail(ErrorKind.FULL, "message not stored: the backlog was full for " + this.timeout
					+ "; consume faster, raise the bound of the backlog or publish less", null);
		}
		else {
			fail(ErrorKind.TIMEOUT,
					"no answer from the backend within " + this.timeout + ": the message may or may not be stored",
					null);
		}
	}

	void fail(ErrorKind kind, String why, @Nullable Throwable cause) {
		PubSubException failure = new PubSubException(kind, "Topic " + this.message.topic() + ": " + why, cause);
		if (completeExceptionally(failure)) {
			finished(failure);
		}
	}

	private void finished(@Nullable PubSubException failure) {
		this.meters.published(this.message.topic(), this.start, failure);
		Spans.stop(this.span, failure);
	}

}
