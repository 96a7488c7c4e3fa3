// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * How an endpoint stands from one change to the next: in service, ejected, or probed
 * after an ejection. An attempt speaks only for the standing it began under, so that late
 * failures of an ejected endpoint do not eject it twice.
 */
final class Standing {

	private final AtomicInteger failures = new AtomicInteger();

	private final @Nullable String reason;

	private final boolean reachable;

	private final boolean probing;

	private final int ejections;

	private final long until;

	private Standing(@Nullable String reason, boolean reachable, boolean probing, int ejections, long until) {
		this.reason = reason;
		this.reachable = reachable;
		this.probing = probing;
		this.ejections = ejections;
		this.until = until;
	}

	static Standing fresh() {
		return new Standing(null, true, false, 0, 0);
	}

	Standing returned(long now, long lasted) {
		// The standing after an ejection in a row: without failure for as long as the
		// ejection lasted, the row is over.
		return new Standing(null, true, false, this.ejections, now + lasted);
	}

	Standing ejected(int ejections, long until, String reason, boolean refused) {
		return new Standing(reason, !refused, false, ejections, until);
	}

	Standing probed(long until) {
		return new Standing(this.reason, this.reachable, true, this.ejections, until);
	}

	boolean continues(Standing other) {
		// Whether what happened under another standing counts for this one: probes of the
		// same ejection may overtake each other.
		return this == other || (this.probing && other.probing && this.ejections == other.ejections);
	}

	boolean isInService() {
		return this.reason == null;
	}

	boolean isReachable() {
		return this.reachable;
	}

	boolean isProbing() {
		return this.probing;
	}

	@Nullable String reason() {
		return this.reason;
	}

	long until() {
		// Until when the endpoint is ejected, its probe is awaited, or its row of
		// ejections
		// lasts.
		return this.until;
	}

	int ejections(long now) {
		// How many ejections in a row there were.
		return (isInService() && now - this.until >= 0) ? 0 : this.ejections;
	}

	int countFailure() {
		return this.failures.incrementAndGet();
	}

	int failures() {
		return Math.max(1, this.failures.get());
	}

	void countSuccess() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

}
