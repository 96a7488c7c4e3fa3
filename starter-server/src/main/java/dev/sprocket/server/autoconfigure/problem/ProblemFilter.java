// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;

/**
 * Answers what the other filters throw. Where the response has begun, the connection is
 * closed, so that nobody takes half an answer for a whole one.
 */
class ProblemFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private final transient ProblemResponder responder;

	private final transient UnexpectedErrors unexpected;

	ProblemFilter(ProblemResponder responder, UnexpectedErrors unexpected) {
		this.responder = responder;
		this.unexpected = unexpected;
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
				this.unexpected.report(ex, request);
				throw new ClientAbortException("The response had begun when the request failed", ex);
			}
			this.responder.write(ex, request, response);
		}
	}

}
