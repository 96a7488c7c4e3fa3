// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers an exception: reports it if it is a failure of ours, then writes the problem or
 * leaves it to the application's own page for people.
 */
class ProblemResponder {

	private static final DisconnectedClientHelper disconnected = new DisconnectedClientHelper(
			"dev.sprocket.server.disconnected");

	private final Problems problems;

	private final ProblemWriter writer;

	private final RequestFailures failures;

	private final HtmlErrorViews views;

	ProblemResponder(Problems problems, ProblemWriter writer, RequestFailures failures, HtmlErrorViews views) {
		this.problems = problems;
		this.writer = writer;
		this.failures = failures;
		this.views = views;
	}

	/**
	 * Answer in the course of the MVC infrastructure.
	 * @param error what was thrown
	 * @param request the request
	 * @param response the response, not committed
	 * @return the page to render, or an empty one if the answer is written
	 * @throws IOException if the caller is gone
	 */
	ModelAndView respond(Throwable error, HttpServletRequest request, HttpServletResponse response) throws IOException {
		Problem problem = report(error, request);
		ModelAndView view = this.views.find(request, problem);
		if (view != null) {
			response.setStatus(problem.status());
			return view;
		}
		this.writer.write(problem, request, response);
		return new ModelAndView();
	}

	/**
	 * Answer outside the MVC infrastructure.
	 * @param error what was thrown
	 * @param request the request
	 * @param response the response, not committed
	 * @throws IOException if the caller is gone
	 */
	void write(Throwable error, HttpServletRequest request, HttpServletResponse response) throws IOException {
		Problem problem = report(error, request);
		if (this.views.find(request, problem) != null) {
			response.sendError(problem.status());
			return;
		}
		this.writer.write(problem, request, response);
	}

	private Problem report(Throwable error, HttpServletRequest request) {
		Problem problem = this.problems.of(error);
		if (problem.isFailure() && !disconnected.checkAndLogClientDisconnectedException(error)) {
			this.failures.report(error, problem, request);
		}
		return problem;
	}

}
