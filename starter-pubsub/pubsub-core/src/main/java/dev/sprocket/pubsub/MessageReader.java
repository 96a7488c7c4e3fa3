// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.error.ErrorReporters;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Reads a message for the handler, or decides what becomes of one that is none for it.
 *
 * @param <T> the class of the payload
 */
final class MessageReader<T> {

	private static final Logger logger = LoggerFactory.getLogger(MessageReader.class);

	/**
	 * How many deliveries beyond the policy without any verdict mean a deadly message.
	 */
	private static final int UNSEEN_DELIVERIES = 25;

	private static final Duration AFTER_OWN_ERROR = Duration.ofSeconds(1);

	private final SubscriptionSpec<T> spec;

	private final MessageDecoder<T> decoder;

	private final RetryDecisions decisions;

	private final @Nullable ParkedKeys parkedKeys;

	private final Clock clock;

	private final ErrorReporters reporters;

	MessageReader(SubscriptionSpec<T> spec, MessageDecoder<T> decoder, RetryDecisions decisions,
			@Nullable ParkedKeys parkedKeys, EngineSettings settings) {
		this.spec = spec;
		this.decoder = decoder;
		this.decisions = decisions;
		this.parkedKeys = parkedKeys;
		this.clock = settings.clock();
		this.reporters = settings.reporters();
	}

	/**
	 * Read a message.
	 * @param attempt the message
	 * @return what the handler is to be given, or {@code null} if the verdict is in
	 */
	@Nullable Message<T> read(Attempt attempt) {
		String redriveGroup = attempt.delivery().headers().get(ReservedHeaders.REDRIVE_GROUP);
		if (redriveGroup != null && !redriveGroup.equals(this.spec.group())) {
			attempt.decide(Verdict.SKIPPED);
			return null;
		}
		if (attempt.delivery().headers().containsKey(ReservedHeaders.REDRIVE_END)
				&& (this.parkedKeys != null || !this.decoder.isRelay())) {
			attempt.decide((this.parkedKeys != null) ? Verdict.REDRIVEN : Verdict.SKIPPED);
			return null;
		}
		String givenUp = attempt.delivery().givenUp();
		if (givenUp != null) {
			attempt.decide(new Verdict.Dead(Verdict.Dead.EXHAUSTED, givenUp, null));
			return null;
		}
		if (this.decoder.isExpired(attempt.delivery(), this.clock)) {
			attempt.decide(Verdict.EXPIRED);
			return null;
		}
		String by = attempt.parkedBy;
		if (by != null && this.parkedKeys != null) {
			Verdict verdict = this.parkedKeys.verdict(attempt, by);
			if (verdict != null) {
				attempt.decide(verdict);
				return null;
			}
		}
		if (attempt.number() - UNSEEN_DELIVERIES > this.spec.retry().mostAttempts()) {
			attempt.decide(new Verdict.Dead(Verdict.Dead.EXHAUSTED,
					"delivered " + attempt.number() + " times without any outcome: its handler may end the process",
					null));
			return null;
		}
		return decode(attempt);
	}

	private @Nullable Message<T> decode(Attempt attempt) {
		try {
			Message<T> message = this.decoder.decode(attempt);
			attempt.given = true;
			return message;
		}
		catch (Throwable ex) {
			attempt.decide(this.decisions.afterUndecodable(attempt, UnreadableException.readable(ex)));
			return null;
		}
	}

	/**
	 * Let a message be tried again after an error of the engine's own.
	 * @param attempt the message
	 * @param error the error
	 */
	void undecided(Attempt attempt, Throwable error) {
		attempt.decide(new Verdict.Retry(AFTER_OWN_ERROR, error));
		logger.error("Topic " + this.spec.topic() + ", group " + this.spec.group()
				+ ": the retry policy or a codec failed on message " + attempt.id() + ", which is tried again in "
				+ AFTER_OWN_ERROR, error);
		this.reporters.report(error, Map.of("topic", this.spec.topic(), "group", this.spec.group(), "handler",
				this.spec.handler(), "messageId", attempt.id()));
	}

}
