// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.springframework.http.HttpStatus;

/**
 * Answers what the other filters throw. Where the response has begun, the connection is
 * closed, so that nobody takes half an answer for a whole one.
 */
class ProblemFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private final transient ProblemResponder responder;

	private final transient RequestFailures failures;

	ProblemFilter(ProblemResponder responder, RequestFailures failures) {
		this.responder = responder;
		this.failures = failures;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ClientAbortException ex) {
			if (response.isCommitted()) {
				throw ex;
			}
			this.responder.write(ex, request, response);
		}
		catch (Exception | StackOverflowError | LinkageError | AssertionError ex) {
			if (response.isCommitted()) {
				this.failures.report(ex, Problem.of(HttpStatus.INTERNAL_SERVER_ERROR.value()), request);
				throw new ClientAbortException("The response had begun when the request failed", ex);
			}
			this.responder.write(ex, request, response);
		}
	}

}
