// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;

/**
 * Hands request id and trace context on to the services that this one calls.
 */
class OutboundContext implements ClientHttpRequestInterceptor {

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		HttpHeaders headers = request.getHeaders();
		RequestContext context = RequestContext.current();
		if (context != null) {
			setIfAbsent(headers, RequestIdFilter.HEADER, context.requestId());
		}
		TraceContext trace = TraceContext.current();
		if (trace != null && headers.getFirst(TraceContext.PARENT_HEADER) == null) {
			headers.set(TraceContext.PARENT_HEADER, trace.toHeader());
			setIfAbsent(headers, TraceContext.STATE_HEADER, trace.state());
		}
		return execution.execute(request, body);
	}

	private static void setIfAbsent(HttpHeaders headers, String name, @Nullable String value) {
		if (value != null && headers.getFirst(name) == null) {
			headers.set(name, value);
		}
	}

}
