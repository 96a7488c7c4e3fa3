// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerMapping;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorReporters;

/**
 * Logs a failure of a request once and hands it to the error reporters. What nobody
 * expected is logged with its stack; what has a status of its own, such as a store that
 * is down, in one line with all causes, since it may come with every request.
 */
class RequestFailures {

	private static final Logger logger = LoggerFactory.getLogger(RequestFailures.class);

	private static final int MAX_CAUSES = 10;

	private static final String SEEN = RequestFailures.class.getName();

	private final ErrorReporters reporters;

	RequestFailures(ErrorReporters reporters) {
		this.reporters = reporters;
	}

	void report(Throwable error, Problem problem, HttpServletRequest request) {
		if (request.getAttribute(SEEN) == error) {
			return;
		}
		request.setAttribute(SEEN, error);
		String route = route(request);
		log(error, problem, request.getMethod() + " " + route);
		Map<String, String> context = new LinkedHashMap<>();
		context.put("method", request.getMethod());
		context.put("route", route);
		RequestContext current = RequestContext.current();
		if (current != null) {
			context.put("requestId", current.requestId());
		}
		this.reporters.report(error, context);
	}

	private static void log(Throwable error, Problem problem, String request) {
		if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
			logger.error(request + " failed unexpectedly", error);
			return;
		}
		String line = request + " was answered " + problem.status() + " " + problem.code() + ": " + causes(error);
		logger.warn(line, logger.isDebugEnabled() ? error : null);
	}

	private static String causes(Throwable error) {
		return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
			.limit(MAX_CAUSES)
			.map(Throwable::toString)
			.collect(Collectors.joining("; caused by "));
	}

	private static String route(HttpServletRequest request) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return (pattern != null) ? pattern.toString() : "UNKNOWN";
	}

}
