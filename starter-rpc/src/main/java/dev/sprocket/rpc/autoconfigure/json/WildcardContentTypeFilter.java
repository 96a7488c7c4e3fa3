// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Hides the encoding of a request whose content type has a wildcard, such as
 * {@code application/*}. Where there are router functions, Spring adds the encoding to
 * the type of every request, refuses to do so for a wildcard and answers 500, whatever
 * the request is for (Framework 7.0, {@code ServletServerHttpRequest#getHeaders}).
 */
final class WildcardContentTypeFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String type = request.getContentType();
		boolean wildcard = type != null && type.indexOf('*') >= 0;
		chain.doFilter(wildcard ? new WithoutEncoding(request) : request, response);
	}

	/**
	 * The request without its encoding.
	 */
	private static final class WithoutEncoding extends HttpServletRequestWrapper {

		WithoutEncoding(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getCharacterEncoding() {
			return null;
		}

	}

}
