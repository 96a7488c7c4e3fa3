// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.context.RequestContext;

/**
 * Writes a problem to a response that is not committed. The mapper is our own, so that
 * the members keep their names whatever the application does to its mapper.
 */
class ProblemWriter {

	private final JsonMapper mapper = JsonMapper.builder().build();

	byte[] toJson(Problem problem, String instance, @Nullable String requestId) {
		return this.mapper.writeValueAsBytes(problem.toMembers(instance, requestId));
	}

	void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestContext context = RequestContext.current();
		byte[] body = toJson(problem, path(request), (context != null) ? context.requestId() : null);
		response.resetBuffer();
		response.setStatus(problem.status());
		problem.headers().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static String path(HttpServletRequest request) {
		Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		return (original != null) ? original.toString() : request.getRequestURI();
	}

}
