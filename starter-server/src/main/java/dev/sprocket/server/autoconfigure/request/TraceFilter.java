// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.TraceContext;

/**
 * Takes part in a trace that a caller began: binds it to the thread, with a span id of
 * this service.
 */
class TraceFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String TRACE = TraceFilter.class.getName();

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		TraceContext trace = trace(request);
		if (trace == null) {
			chain.doFilter(request, response);
			return;
		}
		TraceContext.Scope scope = trace.open();
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private static @Nullable TraceContext trace(HttpServletRequest request) {
		String parent = request.getHeader(TraceContext.PARENT_HEADER);
		if (parent == null) {
			return null;
		}
		TraceContext bound = (TraceContext) request.getAttribute(TRACE);
		if (bound != null) {
			return bound;
		}
		TraceContext caller = TraceContext.parse(parent, request.getHeader(TraceContext.STATE_HEADER));
		if (caller == null) {
			return null;
		}
		TraceContext own = caller.child();
		request.setAttribute(TRACE, own);
		return own;
	}

}
