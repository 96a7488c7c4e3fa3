// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * A dead letter on its way to where it is kept.
 *
 * @param attempt the last attempt of its message
 * @param verdict why that is dead
 * @param whole the letter, with all of the message
 * @param form what is sent of it
 * @param refusedSince when it was refused for the first time, or {@code null}
 */
record Letter(Attempt attempt, Verdict.Dead verdict, OutboundMessage whole, OutboundMessage form,
		@Nullable Instant refusedSince) {

	private static final Duration DOUBT = Duration.ofSeconds(30);

	static Letter of(Attempt attempt, Verdict.Dead verdict, OutboundMessage whole) {
		return new Letter(attempt, verdict, whole, whole, null);
	}

	Letter as(OutboundMessage form) {
		return new Letter(this.attempt, this.verdict, this.whole, form, this.refusedSince);
	}

	Letter refused(Instant now) {
		return (this.refusedSince != null) ? this : new Letter(this.attempt, this.verdict, this.whole, this.form, now);
	}

	/**
	 * Return whether a refusal may still be over in a moment.
	 * @param now the time
	 * @return {@code true} until it has been refused for a while
	 */
	boolean isInDoubt(Instant now) {
		return this.refusedSince == null || now.isBefore(this.refusedSince.plus(DOUBT));
	}

	Letter claimed(OutboundMessage claim) {
		return new Letter(this.attempt, this.verdict, claim, claim, this.refusedSince);
	}

	Letter again() {
		return as(this.whole);
	}

}
