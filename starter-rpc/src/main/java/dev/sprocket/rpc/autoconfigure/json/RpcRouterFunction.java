// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Leads requests to methods. What no rule matches is left to the rest of the application,
 * unless its path can only mean a method.
 */
final class RpcRouterFunction implements RouterFunction<ServerResponse> {

	private final RpcRoutes routes;

	private final RpcHandler handler;

	RpcRouterFunction(RpcRoutes routes, RpcHandler handler) {
		this.routes = routes;
		this.handler = handler;
	}

	@Override
	public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
		String path = request.requestPath().pathWithinApplication().value();
		RouteTree.Match<HttpBinding> match = this.routes.find(httpMethod(request.servletRequest()), path);
		if (match != null) {
			showRoute(request.servletRequest(), match.value().text());
			return Optional.of((matched) -> this.handler.handle(matched, match));
		}
		return this.routes.isKnownPrefix(path) ? Optional.of((unknown) -> refuse(unknown.servletRequest(), path))
				: Optional.empty();
	}

	/**
	 * Return the method in question: a browser that asks whether it may send a request is
	 * answered for that request.
	 * @param request the request
	 * @return the method
	 */
	private static String httpMethod(HttpServletRequest request) {
		return CorsUtils.isPreFlightRequest(request) ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
				: request.getMethod();
	}

	private static void showRoute(HttpServletRequest request, String route) {
		// For metrics and traces, which would see a path for each id otherwise
		request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, route);
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((context) -> context.setPathPattern(route));
	}

	private ServerResponse refuse(HttpServletRequest request, String path) {
		if (this.routes.isMethod(path)) {
			return Responses.problem(Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "The method is called by POST.")
				.withHeader(HttpHeaders.ALLOW, "POST"), request);
		}
		return Responses.problem(Problem.of(HttpStatus.NOT_FOUND, "No such method is offered here."), request);
	}

}
