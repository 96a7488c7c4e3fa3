// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All {@link ErrorReporter} beans as one: calls them in order, whatever one of them
 * throws. A {@link ServiceException} that is the caller's mistake is not reported. Never
 * throws; thread-safe.
 */
public final class ErrorReporters {

	private static final Logger logger = LoggerFactory.getLogger(ErrorReporters.class);

	private final List<ErrorReporter> reporters;

	/**
	 * Combine reporters.
	 * @param reporters the reporters in the order in which they are called
	 */
	public ErrorReporters(List<ErrorReporter> reporters) {
		this.reporters = List.copyOf(reporters);
	}

	/**
	 * Report an error to every reporter, unless it is the caller's mistake.
	 * @param error what was thrown
	 * @param context facts such as {@code requestId}, {@code route}, {@code topic}
	 */
	public void report(Throwable error, Map<String, String> context) {
		if (error instanceof ServiceException exception && exception.code().isCallerMistake()) {
			return;
		}
		this.reporters.forEach((reporter) -> report(reporter, error, context));
	}

	private void report(ErrorReporter reporter, Throwable error, Map<String, String> context) {
		try {
			reporter.report(error, context);
		}
		catch (Throwable ex) {
			logger.warn("Error reporter {} failed to report {}", reporter.getClass().getName(), error.toString(), ex);
		}
	}

}
