// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;

import org.jspecify.annotations.Nullable;

import dev.sprocket.error.ErrorReporters;

/**
 * What the parts of one subscription share.
 *
 * @param spec what was asked for
 * @param who how log lines begin
 * @param clock the clock
 * @param queue between engine and handlers
 * @param outstanding what is fetched and not settled
 * @param agenda what is to be done later
 * @param settling how the broker is told
 * @param firstFailures when messages failed first
 * @param reporters told of unexpected errors
 * @param meters what is counted
 * @param parkedKeys which keys follow a message into the dead letters, if any do
 */
record SubscriptionContext(SubscriptionSpec<?> spec, String who, Clock clock, HandlerQueue queue,
		Outstanding outstanding, Agenda agenda, Settling settling, FirstFailures firstFailures,
		ErrorReporters reporters, Meters.SubscriptionMeters meters, @Nullable ParkedKeys parkedKeys) {

	/**
	 * Forget a message that is no longer ours, and go on with its key: where messages are
	 * settled one by one, once it has come again.
	 * @param attempt the message
	 */
	void lost(Attempt attempt) {
		this.settling.lost(attempt);
		this.queue.resolved(attempt);
	}

	void dead(Attempt attempt, Verdict.Dead verdict) {
		this.meters.dead(verdict.reason());
		this.firstFailures.forget(attempt);
		if (this.parkedKeys != null && !verdict.reason().equals(Verdict.Dead.PARKED)) {
			this.queue.parkBehind(attempt, parkedBy(attempt));
		}
		this.queue.resolved(attempt);
	}

	static String parkedBy(Attempt attempt) {
		String by = attempt.parkedBy;
		return (by != null) ? by : attempt.id();
	}

}
