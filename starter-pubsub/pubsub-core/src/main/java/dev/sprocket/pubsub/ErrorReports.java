// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.sprocket.error.ErrorReporter;

/**
 * Tells every error reporter of an unexpected error; what they throw is logged.
 */
final class ErrorReports {

	private static final Log logger = LogFactory.getLog(ErrorReports.class);

	private ErrorReports() {
	}

	static void send(List<ErrorReporter> reporters, Throwable error, Map<String, String> facts) {
		for (ErrorReporter reporter : reporters) {
			try {
				reporter.report(error, facts);
			}
			catch (RuntimeException ex) {
				logger.warn("Error reporter " + reporter.getClass().getName() + " failed", ex);
			}
		}
	}

}
