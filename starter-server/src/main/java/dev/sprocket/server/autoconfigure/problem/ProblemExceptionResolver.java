// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what an application's own exception handlers leave over.
 */
class ProblemExceptionResolver implements HandlerExceptionResolver {

	private final ProblemResponder responder;

	ProblemExceptionResolver(ProblemResponder responder) {
		this.responder = responder;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception error) {
		if (response.isCommitted()) {
			return null;
		}
		try {
			return this.responder.respond(error, request, response);
		}
		catch (IOException ex) {
			return new ModelAndView();
		}
	}

}
