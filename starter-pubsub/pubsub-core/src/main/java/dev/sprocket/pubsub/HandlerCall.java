// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.RequestContext;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Gives one message to the handler, with the context it was published in, and turns what
 * comes out into a verdict.
 *
 * @param <T> the class of the payload
 */
final class HandlerCall<T> {

	private static final Log logger = LogFactory.getLog(HandlerCall.class);

	/**
	 * How many deliveries beyond the policy without any verdict mean a deadly message.
	 */
	private static final int UNSEEN_DELIVERIES = 25;

	private final SubscriptionSpec<T> spec;

	private final MessageDecoder<T> decoder;

	private final MessageHandler<T> handler;

	private final RetryDecisions decisions;

	private final @Nullable Inbox inbox;

	private final Clock clock;

	HandlerCall(SubscriptionSpec<T> spec, MessageDecoder<T> decoder, MessageHandler<T> handler,
			RetryDecisions decisions, @Nullable Inbox inbox, Clock clock) {
		this.spec = spec;
		this.decoder = decoder;
		this.handler = handler;
		this.decisions = decisions;
		this.inbox = inbox;
		this.clock = clock;
	}

	void run(Attempt attempt) {
		if (this.decoder.isExpired(attempt.delivery(), this.clock.millis())) {
			attempt.decide(Verdict.EXPIRED);
			return;
		}
		if (attempt.number() > this.spec.retry().attempts() + UNSEEN_DELIVERIES) {
			attempt.decide(new Verdict.Dead("exhausted",
					"delivered " + attempt.number() + " times without any outcome: its handler may end the process",
					null));
			return;
		}
		Message<T> message = decode(attempt);
		if (message != null) {
			handle(attempt, message);
		}
	}

	private @Nullable Message<T> decode(Attempt attempt) {
		try {
			return this.decoder.decode(attempt);
		}
		catch (Throwable ex) {
			attempt.decide(this.decisions.afterUndecodable(attempt, ex));
			return null;
		}
	}

	private void handle(Attempt attempt, Message<T> message) {
		try {
			String requestId = attempt.delivery().headers().get(ReservedHeaders.REQUEST_ID);
			if (requestId == null) {
				invoke(attempt, message);
			}
			else {
				RequestContext.Scope scope = RequestContext.of(requestId).open();
				try {
					invoke(attempt, message);
				}
				finally {
					scope.close();
				}
			}
			if (this.spec.ackMode() == AckMode.AUTO) {
				attempt.decide(Verdict.DONE);
			}
		}
		catch (Throwable ex) {
			failed(attempt, ex);
		}
	}

	private void invoke(Attempt attempt, Message<T> message) throws Exception {
		if (this.inbox == null) {
			this.handler.handle(message, attempt);
			return;
		}
		this.inbox.handleOnce(this.spec.group(), message.id(), () -> {
			this.handler.handle(message, attempt);
			return true;
		});
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
