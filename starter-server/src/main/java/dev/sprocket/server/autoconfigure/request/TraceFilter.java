// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import dev.sprocket.context.TraceContext;

/**
 * Takes part in the trace that a caller began, or begins one: binds it to the thread,
 * with a span id of this service.
 */
class TraceFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String TRACE = TraceFilter.class.getName();

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		TraceContext trace = trace(request);
		TraceContext.Scope scope = trace.open();
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private static TraceContext trace(HttpServletRequest request) {
		TraceContext bound = (TraceContext) request.getAttribute(TRACE);
		if (bound != null) {
			return bound;
		}
		TraceContext own = TraceContext.receive(request.getHeader(TraceContext.PARENT_HEADER),
				request.getHeader(TraceContext.STATE_HEADER));
		request.setAttribute(TRACE, own);
		return own;
	}

}
