// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;

/**
 * How long the steps of the stop may take.
 *
 * @param propagationDelay the wait between "not ready" and the end of intake
 * @param drain the longest wait for work under way
 * @param total the whole stop before Spring's own close; no step outlasts it
 */
record StopBudgets(Duration propagationDelay, Duration drain, Duration total) {

	/** For steps that only send or write a little. */
	private static final Duration SHORT = Duration.ofSeconds(5);

	/** For steps that write out what is held back. */
	private static final Duration LONG = Duration.ofSeconds(10);

	StopBudgets {
		if (propagationDelay.isNegative() || drain.isNegative() || total.isNegative() || total.isZero()
				|| propagationDelay.compareTo(total) > 0 || drain.compareTo(total) > 0) {
			throw new InvalidStopBudgetsException(propagationDelay, drain, total);
		}
	}

	Duration of(StopStep step) {
		return switch (step) {
			case REFUSE, DEREGISTER, STOP_INTAKE, TELEMETRY -> SHORT;
			case PROPAGATE -> this.propagationDelay;
			case DRAIN -> this.drain;
			case HOOKS, FLUSH -> LONG;
		};
	}

}
