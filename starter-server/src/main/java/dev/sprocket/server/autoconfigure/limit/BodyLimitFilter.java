// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/**
 * Refuses a body that is too large before it is read where its length is known, cuts it
 * off where it is not, and keeps all bodies together within their memory. A large one
 * takes that as it comes: whoever announces much and sends little holds little.
 */
class BodyLimitFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private final transient BodySizes sizes;

	private final transient BodyMemory memory;

	BodyLimitFilter(BodySizes sizes, BodyMemory memory) {
		this.sizes = sizes;
		this.memory = memory;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		long length = request.getContentLengthLong();
		boolean unknown = length < 0 && mayHaveBody(request);
		if ((length <= 0 && !unknown) || isMultipart(request)) {
			chain.doFilter(request, response);
			return;
		}
		long largest = this.sizes.largest(request);
		if (length > largest) {
			throw new BodyTooLargeException(largest);
		}
		BodyMemory.Share share = this.memory.share();
		try {
			if (unknown || length > LimitedBody.STEP) {
				chain.doFilter(new LimitedBody(request, largest, share), response);
			}
			else {
				share.take(length);
				chain.doFilter(request, response);
			}
		}
		finally {
			release(request, share);
		}
	}

	private static boolean mayHaveBody(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || request.getProtocol().startsWith("HTTP/2");
	}

	private static boolean isMultipart(HttpServletRequest request) {
		String contentType = request.getContentType();
		return contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
	}

	private static void release(HttpServletRequest request, BodyMemory.Share share) {
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new Release(share));
		}
		else {
			share.close();
		}
	}

	/**
	 * Gives the memory back when an asynchronous request is over.
	 *
	 * @param share what the request holds
	 */
	private record Release(BodyMemory.Share share) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.share.close();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
