// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.RequestId;

/**
 * Gives every request an id: the caller's if it is well-formed, otherwise a new one. It
 * is echoed, and bound to the thread for the log; again when an asynchronous request
 * comes back on another thread.
 */
class RequestIdFilter extends HttpFilter {

	static final String HEADER = "X-Request-Id";

	private static final long serialVersionUID = 1L;

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		RequestContext context = RequestContext.of(requestId(request, response));
		RequestContext.Scope scope = context.open();
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private static String requestId(HttpServletRequest request, HttpServletResponse response) {
		String echoed = (request.getDispatcherType() != DispatcherType.REQUEST) ? response.getHeader(HEADER) : null;
		if (echoed != null) {
			return echoed;
		}
		String id = RequestId.accept(request.getHeader(HEADER));
		response.setHeader(HEADER, id);
		return id;
	}

}
