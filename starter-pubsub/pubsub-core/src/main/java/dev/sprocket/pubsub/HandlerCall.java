// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;
import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Gives one message to the handler, with the context it was published in, and turns what
 * comes out into a verdict.
 *
 * @param <T> the class of the payload
 */
final class HandlerCall<T> implements Consumer<List<Attempt>> {

	private static final Logger logger = LoggerFactory.getLogger(HandlerCall.class);

	private final SubscriptionSpec<T> spec;

	private final MessageReader<T> reader;

	private final MessageHandler<T> handler;

	private final RetryDecisions decisions;

	private final @Nullable Inbox inbox;

	private final Clock clock;

	private final Spans spans;

	private final SubscriptionMeters meters;

	HandlerCall(SubscriptionSpec<T> spec, MessageReader<T> reader, MessageHandler<T> handler, RetryDecisions decisions,
			EngineSettings settings, SubscriptionMeters meters) {
		this.spec = spec;
		this.reader = reader;
		this.handler = handler;
		this.decisions = decisions;
		this.inbox = spec.inbox() ? settings.inbox() : null;
		this.clock = settings.clock();
		this.spans = settings.spans();
		this.meters = meters;
	}

	@Override
	public void accept(List<Attempt> batch) {
		batch.forEach(this::run);
	}

	private void run(Attempt attempt) {
		long start = System.nanoTime();
		attempt.started(this.clock.millis());
		try {
			process(attempt);
		}
		catch (Throwable ex) {
			this.reader.undecided(attempt, ex);
		}
		attempt.nanos = System.nanoTime() - start;
		this.meters.processed(attempt.nanos, attempt.verdict());
	}

	private void process(Attempt attempt) {
		Message<T> message = this.reader.read(attempt);
		if (message != null) {
			handle(attempt, message);
		}
	}

	private void handle(Attempt attempt, Message<T> message) {
		Observation span = this.spans.process(this.spec, attempt);
		Observation.Scope spanScope = (span != null) ? span.openScope() : null;
		String requestId = attempt.delivery().headers().get(ReservedHeaders.REQUEST_ID);
		RequestContext.Scope requestScope = (requestId != null) ? RequestContext.of(requestId).open() : null;
		TraceContext trace = (span != null) ? null : Spans.context(attempt.delivery());
		TraceContext.Scope traceScope = (trace != null) ? trace.open() : null;
		Throwable error = null;
		try {
			error = call(attempt, message);
		}
		catch (RuntimeException | Error ex) {
			error = ex;
			throw ex;
		}
		finally {
			close(traceScope, requestScope, spanScope);
			Spans.stop(span, error);
		}
	}

	private static void close(TraceContext.@Nullable Scope trace, RequestContext.@Nullable Scope request,
			Observation.@Nullable Scope span) {
		if (trace != null) {
			trace.close();
		}
		if (request != null) {
			request.close();
		}
		if (span != null) {
			span.close();
		}
	}

	private @Nullable Throwable call(Attempt attempt, Message<T> message) {
		try {
			invoke(attempt, message);
			if (this.spec.ackMode() == AckMode.AUTO) {
				attempt.decide(Verdict.DONE);
			}
			return null;
		}
		catch (Throwable ex) {
			Throwable error = UnreadableException.readable(ex);
			failed(attempt, error);
			return error;
		}
	}

	private void invoke(Attempt attempt, Message<T> message) throws Exception {
		if (this.inbox == null) {
			this.handler.handle(message, attempt);
			return;
		}
		InboxAcknowledgment acknowledgment = new InboxAcknowledgment(attempt);
		try {
			this.inbox.handleOnce(this.spec.group(), InboxKey.of(message), () -> {
				this.handler.handle(message, acknowledgment);
				acknowledgment.requireNotRefused();
				return true;
			});
		}
		catch (InboxAcknowledgment.RefusedException ex) {
			// rolled back; what becomes of the message is decided
		}
	}

	private void failed(Attempt attempt, Throwable error) {
		Verdict before = attempt.verdict();
		if (before == null && attempt.decide(this.decisions.afterError(attempt, error))) {
			return;
		}
		if (attempt.verdict() != Verdict.ABANDONED) {
			logger
				.warn("Topic " + this.spec.topic() + ", group " + this.spec.group() + ": handler " + this.spec.handler()
						+ " failed after it had settled message " + attempt.id() + ", which stays settled", error);
		}
	}

}
