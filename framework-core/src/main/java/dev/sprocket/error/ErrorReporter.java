// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.util.Map;

/**
 * Hook for alerting: called once for every failure of a request, a call or a message,
 * beside the log line. Declare a bean; several are called in order. Never called for a
 * {@link ServiceException} whose code is the caller's mistake.
 * <p>
 * Implementations are called on the thread that met the error, must be thread-safe and
 * should return at once; what they throw is logged and ignored.
 */
@FunctionalInterface
public interface ErrorReporter {

	/**
	 * Report one unexpected error.
	 * @param error what was thrown
	 * @param context facts such as {@code requestId}, {@code route}, {@code topic}
	 */
	void report(Throwable error, Map<String, String> context);

}
