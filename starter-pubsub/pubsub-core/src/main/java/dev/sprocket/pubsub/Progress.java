// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Lag;

/**
 * What waits for a subscription, as last seen, and whether it gets anywhere.
 */
final class Progress {

	private final Backend backend;

	private final KeptLetters letters;

	private final SubscriptionSpec<?> spec;

	private final String deadLetterTopic;

	private final Clock clock;

	private final Duration timeout;

	private volatile Lag lag = Lag.UNKNOWN;

	private volatile Lag deadLetters = Lag.UNKNOWN;

	private volatile @Nullable Instant waitingSince;

	Progress(KeptLetters letters, SubscriptionSpec<?> spec, String deadLetterTopic, Clock clock, Duration timeout) {
		this.backend = letters.backend();
		this.letters = letters;
		this.spec = spec;
		this.deadLetterTopic = deadLetterTopic;
		this.clock = clock;
		this.timeout = timeout;
	}

	/**
	 * Look anew.
	 * @param runs whether the subscription is meant to handle messages
	 * @param inFlight how many it handles
	 */
	void observe(boolean runs, int inFlight) {
		this.lag = ask(() -> this.backend.lag(this.spec.topic(), this.spec.group()));
		if (this.spec.deadLetter().enabled() && this.letters.browser() != null) {
			this.deadLetters = ask(() -> this.letters.lag(this.deadLetterTopic));
		}
		boolean waiting = runs && (inFlight > 0 || this.lag.due() > 0);
		Instant since = this.waitingSince;
		this.waitingSince = waiting ? ((since != null) ? since : this.clock.instant()) : null;
	}

	private static Lag ask(Supplier<Lag> question) {
		try {
			return question.get();
		}
		catch (BackendException ex) {
			// health has its own question for that
			return Lag.UNKNOWN;
		}
	}

	Lag lag() {
		return this.lag;
	}

	Lag deadLetters() {
		return this.deadLetters;
	}

	/**
	 * Return how long the oldest message waits that could be handled.
	 * @return the time, zero if none waits; {@code null} if the backend does not say
	 */
	@Nullable Duration age() {
		Instant oldest = this.lag.oldest();
		if (oldest == null) {
			long waiting = (this.lag.due() >= 0) ? this.lag.due() : this.lag.messages();
			return (waiting == 0) ? Duration.ZERO : null;
		}
		Duration age = Duration.between(oldest, this.clock.instant());
		return age.isNegative() ? Duration.ZERO : age;
	}

	/**
	 * Return since when messages wait and none is settled.
	 * @param lastSettledAt when one was settled last, if any
	 * @return the moment, or {@code null} unless that is so for too long
	 */
	@Nullable Instant stalledSince(@Nullable Instant lastSettledAt) {
		Instant since = this.waitingSince;
		if (since == null) {
			return null;
		}
		Instant stood = (lastSettledAt != null && lastSettledAt.isAfter(since)) ? lastSettledAt : since;
		return stood.plus(this.timeout).isAfter(this.clock.instant()) ? null : stood;
	}

}
