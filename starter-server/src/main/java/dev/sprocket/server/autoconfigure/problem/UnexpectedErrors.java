// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.servlet.HandlerMapping;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorReporters;

/**
 * Logs an unexpected error of a request once and hands it to the error reporters.
 */
class UnexpectedErrors {

	private static final Log logger = LogFactory.getLog(UnexpectedErrors.class);

	private static final String SEEN = UnexpectedErrors.class.getName();

	private final ErrorReporters reporters;

	UnexpectedErrors(ErrorReporters reporters) {
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
		this.reporters.report(error, context);
	}

	private static String route(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return (pattern != null) ? pattern.toString() : "UNKNOWN";
	}

}
