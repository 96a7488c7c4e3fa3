// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.util.List;

import dev.sprocket.error.ErrorReporter;

/**
 * What the parts of one subscription share.
 *
 * @param spec what was asked for
 * @param who how log lines begin
 * @param clock the clock
 * @param queue between engine and handlers
 * @param outstanding what is fetched and not settled
 * @param agenda what is to be done later
 * @param settler gathers settlements
 * @param firstFailures when messages failed first
 * @param reporters told of unexpected errors
 */
record SubscriptionContext(SubscriptionSpec<?> spec, String who, Clock clock, HandlerQueue queue,
		Outstanding outstanding, Agenda agenda, Settler settler, FirstFailures firstFailures,
		List<ErrorReporter> reporters) {

	void dead(Attempt attempt, Verdict.Dead verdict) {
		this.firstFailures.forget(attempt.id());
		this.queue.resolved(attempt);
	}

}
