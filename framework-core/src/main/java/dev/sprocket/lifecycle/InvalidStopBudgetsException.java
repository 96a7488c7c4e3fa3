// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;

/**
 * The budgets of the stop do not fit into each other.
 */
final class InvalidStopBudgetsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Duration propagationDelay;

	private final Duration drain;

	private final Duration total;

	InvalidStopBudgetsException(Duration propagationDelay, Duration drain, Duration total) {
		super("sprocket.lifecycle.propagation-delay (" + propagationDelay
				+ ") and spring.lifecycle.timeout-per-shutdown-phase (" + drain
				+ ") must not be negative nor longer than sprocket.lifecycle.total (" + total + ")");
		this.propagationDelay = propagationDelay;
		this.drain = drain;
		this.total = total;
	}

	Duration propagationDelay() {
		return this.propagationDelay;
	}

	Duration drain() {
		return this.drain;
	}

	Duration total() {
		return this.total;
	}

}
