// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.metrics;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Times every request under its route template. What has no template shares one label.
 */
class RequestMetricsFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String UNKNOWN = "UNKNOWN";

	private static final String NONE = "none";

	private static final String CATCH_ALL = "/**";

	private static final int INTERNAL_ERROR = 500;

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
			"TRACE");

	private final transient RequestTimers timers;

	RequestMetricsFilter(RequestTimers timers) {
		this.timers = timers;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		long begin = System.nanoTime();
		Throwable error = null;
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			error = ex;
			throw ex;
		}
		finally {
			if (error == null && request.isAsyncStarted()) {
				request.getAsyncContext().addListener(new Completion(begin, request, response));
			}
			else {
				record(begin, request, response, error);
			}
		}
	}

	private void record(long begin, HttpServletRequest request, HttpServletResponse response,
			@Nullable Throwable error) {
		int status = (error != null) ? INTERNAL_ERROR : response.getStatus();
		String method = METHODS.contains(request.getMethod()) ? request.getMethod() : UNKNOWN;
		this.timers.get(method, uri(request, status), status, exception(request, status, error))
			.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
	}

	private static String uri(HttpServletRequest request, int status) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null) {
			return UNKNOWN;
		}
		String template = pattern.toString();
		if (template.isEmpty()) {
			return "root";
		}
		return (status == HttpServletResponse.SC_NOT_FOUND && template.equals(CATCH_ALL)) ? UNKNOWN : template;
	}

	private static String exception(HttpServletRequest request, int status, @Nullable Throwable error) {
		Throwable thrown = error;
		if (thrown == null && status >= INTERNAL_ERROR) {
			thrown = (Throwable) request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE);
		}
		if (thrown == null) {
			return NONE;
		}
		String name = thrown.getClass().getSimpleName();
		return name.isEmpty() ? thrown.getClass().getName() : name;
	}

	/**
	 * Records an asynchronous request when its answer is complete.
	 */
	private final class Completion implements AsyncListener {

		private final long begin;

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private @Nullable Throwable error;

		private Completion(long begin, HttpServletRequest request, HttpServletResponse response) {
			this.begin = begin;
			this.request = request;
			this.response = response;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			record(this.begin, this.request, this.response, this.error);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
			this.error = event.getThrowable();
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
