// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.HandlerMapping;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorReporter;

/**
 * Logs an unexpected error of a request once and hands it to the error reporters.
 */
class UnexpectedErrors {

	private static final Log logger = LogFactory.getLog(UnexpectedErrors.class);

	private static final String SEEN = UnexpectedErrors.class.getName();

	private final ObjectProvider<ErrorReporter> reporters;

	UnexpectedErrors(ObjectProvider<ErrorReporter> reporters) {
		this.reporters = reporters;
	}

	void report(Throwable error, HttpServletRequest request) {
		if (request.getAttribute(SEEN) == error) {
			return;
		}
		request.setAttribute(SEEN, error);
		String route = route(request);
		logger.error(request.getMethod() + " " + route + " failed unexpectedly", error);
		Map<String, String> context = new LinkedHashMap<>();
		context.put("method", request.getMethod());
		context.put("route", route);
		RequestContext current = RequestContext.current();
		if (current != null) {
			context.put("requestId", current.requestId());
		}
		List<ErrorReporter> all = this.reporters.orderedStream().toList();
		all.forEach((reporter) -> report(reporter, error, context));
	}

	private static void report(ErrorReporter reporter, Throwable error, Map<String, String> context) {
		try {
			reporter.report(error, context);
		}
		catch (RuntimeException ex) {
			logger.warn("Error reporter " + reporter + " failed", ex);
		}
	}

	private static String route(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return (pattern != null) ? pattern.toString() : "UNKNOWN";
	}

}
