// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what comes by way of {@code sendError}. The message given there is not shown:
 * nobody knows what it holds.
 */
@Controller
class ProblemErrorController implements ErrorController {

	private final ProblemWriter writer;

	private final HtmlErrorViews views;

	ProblemErrorController(ProblemWriter writer, HtmlErrorViews views) {
		this.writer = writer;
		this.views = views;
	}

	@RequestMapping("${spring.web.error.path:${error.path:/error}}")
	@Nullable ModelAndView error(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		Problem problem = Problem.of((status instanceof Integer code) ? code : HttpStatus.NOT_FOUND.value());
		ModelAndView view = this.views.find(request, problem);
		if (view == null) {
			this.writer.write(problem, request, response);
		}
		return view;
	}

}
