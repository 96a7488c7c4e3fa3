// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.batch.BatchException;

/**
 * Gives a batch to the handler, without what cannot be read, and turns what comes out
 * into a verdict on each message.
 *
 * @param <T> the class of the payload
 */
final class BatchCall<T> implements Consumer<List<Attempt>> {

	private static final Logger logger = LoggerFactory.getLogger(BatchCall.class);

	private static final Verdict NOT_BEGUN = new Verdict.PutBack(false);

	private static final Verdict ALONE = new Verdict.PutBack(true);

	private final SubscriptionSpec<T> spec;

	private final MessageReader<T> reader;

	private final BatchHandler<T> handler;

	private final RetryDecisions decisions;

	private final Clock clock;

	private final Spans spans;

	private final SubscriptionMeters meters;

	BatchCall(SubscriptionSpec<T> spec, MessageReader<T> reader, BatchHandler<T> handler, RetryDecisions decisions,
			EngineSettings settings, SubscriptionMeters meters) {
		this.spec = spec;
		this.reader = reader;
		this.handler = handler;
		this.decisions = decisions;
		this.clock = settings.clock();
		this.spans = settings.spans();
		this.meters = meters;
	}

	@Override
	public void accept(List<Attempt> batch) {
		long now = this.clock.millis();
		batch.forEach((attempt) -> attempt.started(now));
		try {
			process(batch);
		}
		catch (Throwable ex) {
			undecided(batch, ex);
		}
		batch.forEach((attempt) -> this.meters.decided(attempt.verdict()));
	}

	private void undecided(List<Attempt> batch, Throwable error) {
		Held held = new Held();
		for (Attempt attempt : batch) {
			if (held.contains(attempt)) {
				attempt.decide(NOT_BEGUN);
			}
			else {
				this.reader.undecided(attempt, error);
				held.addIfHeld(attempt);
			}
		}
	}

	private void process(List<Attempt> batch) {
		List<Attempt> given = new ArrayList<>(batch.size());
		List<Message<T>> messages = new ArrayList<>(batch.size());
		Held held = new Held();
		for (Attempt attempt : batch) {
			Message<T> message = held.contains(attempt) ? null : this.reader.read(attempt);
			if (message != null) {
				given.add(attempt);
				messages.add(message);
			}
			else {
				held.addIfHeld(attempt);
			}
		}
		if (!given.isEmpty()) {
			handle(given, messages);
		}
		batch.forEach((attempt) -> attempt.decide(NOT_BEGUN));
	}

	private void handle(List<Attempt> given, List<Message<T>> messages) {
		long start = System.nanoTime();
		Observation span = this.spans.process(this.spec, given);
		Observation.Scope scope = (span != null) ? span.openScope() : null;
		Throwable error = call(given, messages);
		if (scope != null) {
			scope.close();
		}
		Spans.stop(span, error);
		long nanos = System.nanoTime() - start;
		given.forEach((attempt) -> attempt.nanos = nanos);
		this.meters.handledBatch(given.size(), nanos, error);
	}

	private @Nullable Throwable call(List<Attempt> given, List<Message<T>> messages) {
		BatchFailures failures = new BatchFailures(given.size());
		try {
			this.handler.handle(List.copyOf(messages), failures);
		}
		catch (Throwable ex) {
			Throwable error = UnreadableException.readable(ex);
			BatchException stop = RetryPolicy.cause(error, BatchException.class);
			if (stop == null || !failures.stoppedBy(stop)) {
				failed(given, error);
				return error;
			}
			decide(given, failures);
			return error;
		}
		decide(given, failures);
		return null;
	}

	private void decide(List<Attempt> given, BatchFailures failures) {
		Held held = new Held();
		for (int index = 0; index < given.size(); index++) {
			Attempt attempt = given.get(index);
			Throwable failure = failures.failure(index);
			if (held.contains(attempt) || !failures.isBegun(index)) {
				attempt.decide(NOT_BEGUN);
			}
			else if (failure != null) {
				attempt.decide(this.decisions.afterError(attempt, UnreadableException.readable(failure)));
				held.addIfHeld(attempt);
			}
			else {
				attempt.decide(Verdict.DONE);
			}
		}
	}

	// It says nothing of which message it was, save that it was the only one, or that all
	// of them are to come later.

	private void failed(List<Attempt> given, Throwable error) {
		boolean all = given.size() == 1 || RetryPolicy.cause(error, RetryLaterException.class) != null;
		if (!all && logger.isDebugEnabled()) {
			logger.debug(
					"Topic " + this.spec.topic() + ", group " + this.spec.group() + ": handler " + this.spec.handler()
							+ " failed on a batch of " + given.size() + ", whose messages it is given one by one",
					error);
		}
		Held held = new Held();
		for (Attempt attempt : given) {
			if (!all) {
				attempt.decide(ALONE);
			}
			else if (!held.contains(attempt)) {
				attempt.decide(this.decisions.afterError(attempt, error));
				held.addIfHeld(attempt);
			}
		}
	}

	/**
	 * Keys that a message of the batch holds back.
	 */
	private final class Held {

		private final Set<String> keys = new HashSet<>();

		boolean contains(Attempt attempt) {
			return !this.keys.isEmpty() && this.keys.contains(key(attempt));
		}

		void addIfHeld(Attempt attempt) {
			Verdict verdict = attempt.verdict();
			String key = key(attempt);
			if (key != null && verdict != null && verdict.holdsKey()) {
				this.keys.add(key);
			}
		}

		private @Nullable String key(Attempt attempt) {
			return KeyLane.keyOf(BatchCall.this.spec.ordering(), attempt.delivery());
		}

	}

}
