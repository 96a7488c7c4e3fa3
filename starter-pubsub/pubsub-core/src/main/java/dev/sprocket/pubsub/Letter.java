// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * A dead letter on its way to where it is kept.
 *
 * @param attempt the last attempt of its message
 * @param verdict why that is dead
 * @param whole the letter, with all of the message
 * @param form what is sent of it
 */
record Letter(Attempt attempt, Verdict.Dead verdict, OutboundMessage whole, OutboundMessage form) {

	static Letter of(Attempt attempt, Verdict.Dead verdict, OutboundMessage whole) {
		return new Letter(attempt, verdict, whole, whole);
	}

	Letter as(OutboundMessage form) {
		return new Letter(this.attempt, this.verdict, this.whole, form);
	}

	Letter again() {
		return as(this.whole);
	}

}
