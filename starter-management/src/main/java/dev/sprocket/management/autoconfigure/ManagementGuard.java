// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.context.RequestId;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.StandardProblem;

/**
 * Lets a request to a closed endpoint through only with the token, and answers 401 with a
 * hint otherwise.
 */
class ManagementGuard extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String SCHEME = "Bearer ";

	private static final String REQUEST_ID = "X-Request-Id";

	private final transient GuardedPaths paths;

	private final transient @Nullable String token;

	private final transient DevelopmentAccess development;

	private final transient UserSecurity userSecurity;

	ManagementGuard(GuardedPaths paths, @Nullable String token, DevelopmentAccess development,
			UserSecurity userSecurity) {
		this.paths = paths;
		this.token = StringUtils.hasText(token) ? token : null;
		this.development = development;
		this.userSecurity = userSecurity;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (isOperator(request)) {
			chain.doFilter(new OperatorRequest(request), response);
		}
		else if (this.paths.needToken(request) && !this.userSecurity.decides(request)) {
			refuse(request, response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private boolean isOperator(HttpServletRequest request) {
		return this.paths.isManagement(request) && (hasToken(request) || this.development.permits(request));
	}

	private boolean hasToken(HttpServletRequest request) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (this.token == null || authorization == null
				|| !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
			return false;
		}
		String given = authorization.substring(SCHEME.length()).trim();
		return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
				this.token.getBytes(StandardCharsets.UTF_8));
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ErrorCode code = ErrorCode.UNAUTHENTICATED;
		Map<String, Object> problem = StandardProblem.members(HttpStatus.UNAUTHORIZED.getReasonPhrase(),
				code.httpStatus(), hint(), request.getRequestURI(), code.name(), requestId(request, response));
		byte[] body = JsonMapper.shared().writeValueAsBytes(problem);
		response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"management\"");
		response.setContentType("application/problem+json");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static String requestId(HttpServletRequest request, HttpServletResponse response) {
		String echoed = response.getHeader(REQUEST_ID);
		if (echoed != null) {
			return echoed;
		}
		String id = RequestId.accept(request.getHeader(REQUEST_ID));
		response.setHeader(REQUEST_ID, id);
		return id;
	}

	private String hint() {
		String set = (this.token != null) ? "" : "set sprocket.management.token in the configuration and ";
		return StringUtils.capitalize(
				set + "send the value of sprocket.management.token as 'Authorization: Bearer <token>' to use it.");
	}

	/**
	 * A request with a principal, so that Boot shows health details to it.
	 */
	private static final class OperatorRequest extends HttpServletRequestWrapper {

		private static final Principal OPERATOR = () -> "operator";

		private OperatorRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Principal getUserPrincipal() {
			Principal principal = super.getUserPrincipal();
			return (principal != null) ? principal : OPERATOR;
		}

	}

}
