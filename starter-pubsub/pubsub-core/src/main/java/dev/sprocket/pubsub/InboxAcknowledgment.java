// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Given to a handler that runs in the transaction of the inbox: a message counts as done
 * once that is committed, not before, and not at all if it was refused.
 */
final class InboxAcknowledgment implements Acknowledgment {

	private final Attempt attempt;

	private volatile boolean acknowledged;

	InboxAcknowledgment(Attempt attempt) {
		this.attempt = attempt;
	}

	@Override
	public void ack() {
		this.acknowledged = true;
	}

	@Override
	public void nack() {
		if (!this.acknowledged) {
			this.attempt.nack();
		}
	}

	@Override
	public void nack(Duration delay) {
		if (!this.acknowledged) {
			this.attempt.nack(delay);
		}
	}

	@Override
	public void reject(@Nullable String reason) {
		if (!this.acknowledged) {
			this.attempt.reject(reason);
		}
	}

	@Override
	public void extend(Duration lease) {
		this.attempt.extend(lease);
	}

	/**
	 * Roll the transaction back if the handler refused the message.
	 * @throws RefusedException it did
	 */
	void requireNotRefused() throws RefusedException {
		Verdict verdict = this.attempt.verdict();
		if (verdict instanceof Verdict.Retry || verdict instanceof Verdict.Dead) {
			throw new RefusedException();
		}
	}

	/**
	 * Rolls back the transaction of a handler that returned.
	 */
	static final class RefusedException extends Exception {

		private static final long serialVersionUID = 1L;

		RefusedException() {
			super("The handler refused the message", null, false, false);
		}

	}

}
