// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.ModelAndView;

/**
 * Error pages that the application brings for people, such as
 * {@code static/error/404.html}.
 */
class HtmlErrorViews {

	private final ObjectProvider<ErrorViewResolver> resolvers;

	HtmlErrorViews(ObjectProvider<ErrorViewResolver> resolvers) {
		this.resolvers = resolvers;
	}

	@Nullable ModelAndView find(HttpServletRequest request, Problem problem) {
		HttpStatus status = HttpStatus.resolve(problem.status());
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		if (status == null || accept == null || !accept.contains(MediaType.TEXT_HTML_VALUE)) {
			return null;
		}
		Map<String, Object> model = problem.toMembers(request.getRequestURI(), null);
		for (ErrorViewResolver resolver : this.resolvers.orderedStream().toList()) {
			ModelAndView view = resolver.resolveErrorView(request, status, model);
			if (view != null) {
				view.setStatus(status);
				return view;
			}
		}
		return null;
	}

}
