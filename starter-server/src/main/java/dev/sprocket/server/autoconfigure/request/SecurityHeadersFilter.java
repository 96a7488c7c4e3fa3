// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes the security headers before anything else does, so that a handler which sets one
 * itself has the last word.
 */
class SecurityHeadersFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String TRANSPORT = "Strict-Transport-Security";

	private final transient Map.Entry<String, String>[] headers;

	@SuppressWarnings("unchecked")
	SecurityHeadersFilter(Map<String, String> headers) {
		this.headers = headers.entrySet().toArray(Map.Entry[]::new);
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		for (Map.Entry<String, String> header : this.headers) {
			response.setHeader(header.getKey(), header.getValue());
		}
		if (request.isSecure()) {
			response.setHeader(TRANSPORT, "max-age=31536000");
		}
		chain.doFilter(request, response);
	}

}
