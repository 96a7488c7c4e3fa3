// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.context.RequestContext;

/**
 * Responses whose bytes are known, independent of the application's message converters.
 */
final class Responses {

	private Responses() {
	}

	static ServerResponse json(byte[] body) {
		return ServerResponse.ok()
			.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
			.build((request, response) -> {
				response.setContentLength(body.length);
				response.getOutputStream().write(body);
				return null;
			});
	}

	static ServerResponse problem(Problem problem, HttpServletRequest request) {
		return problem(problem, problem.toJson(request.getRequestURI(), RequestContext.current()));
	}

	static ServerResponse problem(Problem problem, byte[] body) {
		return ServerResponse.status(problem.status())
			.headers((headers) -> problem.headers().forEach(headers::set))
			.header(HttpHeaders.CACHE_CONTROL, "no-store")
			.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
			.build((ignored, response) -> {
				response.setContentLength(body.length);
				response.getOutputStream().write(body);
				return null;
			});
	}

}
