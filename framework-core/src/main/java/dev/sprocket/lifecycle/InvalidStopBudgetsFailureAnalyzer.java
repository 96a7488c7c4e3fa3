// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which budget of the stop does not fit.
 */
final class InvalidStopBudgetsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidStopBudgetsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidStopBudgetsException cause) {
		Duration needed = cause.propagationDelay().plus(cause.drain());
		String description = """
				The budgets of the stop do not fit into each other:

				    spring.lifecycle.timeout-per-shutdown-phase = %s (wait for work under way)
				    sprocket.lifecycle.propagation-delay = %s
				    sprocket.lifecycle.total = %s

				None may be negative, and neither of the first two may be longer than the third."""
			.formatted(text(cause.drain()), text(cause.propagationDelay()), text(cause.total()));
		String action = "Set sprocket.lifecycle.total to at least " + text(needed)
				+ ", or shorten spring.lifecycle.timeout-per-shutdown-phase or sprocket.lifecycle.propagation-delay.";
		return new FailureAnalysis(description, action, cause);
	}

	private static String text(Duration duration) {
		return DurationStyle.SIMPLE.print(duration,
				(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
	}

}
