// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.error.ErrorReporters;

/**
 * Answers a request by a call. A unary call holds the thread of the request; a stream
 * gets threads of its own, one at a time.
 */
final class RpcHandler {

	private final InProcessRpc rpc;

	private final RpcJson json;

	private final RequestBinder binder;

	private final HttpBody body;

	private final StreamThreads streams;

	private final ErrorReporters reporters;

	RpcHandler(InProcessRpc rpc, RpcJson json, HttpBody body, StreamThreads streams, ErrorReporters reporters) {
		this.rpc = rpc;
		this.json = json;
		this.binder = new RequestBinder(json);
		this.body = body;
		this.streams = streams;
		this.reporters = reporters;
	}

	ServerResponse handle(ServerRequest request, RouteTree.Match<HttpBinding> match) throws IOException {
		HttpServletRequest servletRequest = request.servletRequest();
		try {
			return handle(servletRequest, request.headers().asHttpHeaders(), match);
		}
		catch (RefusedRequestException ex) {
			return Responses.problem(ex.problem(), servletRequest);
		}
		catch (StatusRuntimeException ex) {
			return Responses.problem(StatusProblems.of(ex.getStatus(), ex.getTrailers()), servletRequest);
		}
	}

	private ServerResponse handle(HttpServletRequest request, HttpHeaders headers, RouteTree.Match<HttpBinding> match)
			throws IOException {
		HttpBinding binding = match.value();
		RpcMethod method = binding.method();
		if (method.streamsRequests()) {
			throw new RefusedRequestException(Problem.of(HttpStatus.NOT_IMPLEMENTED.value(), "UNIMPLEMENTED",
					method.name() + " takes a stream of requests, which JSON over HTTP does not offer: use gRPC."));
		}
		AnswerFormat format = method.streamsResponses()
				? AnswerFormat.choose(headers, AnswerFormat.LINES, AnswerFormat.EVENTS)
				: AnswerFormat.choose(headers, AnswerFormat.JSON);
		CallOptions options = CallHeaders.options(headers);
		Message message = this.binder.bind(binding, match.segments(), QueryString.parse(request.getQueryString()),
				this.body.read(request));
		Channel channel = ClientInterceptors.intercept(this.rpc.channel(),
				MetadataUtils.newAttachHeadersInterceptor(CallHeaders.metadata(headers)));
		if (method.streamsResponses()) {
			return MessageStream.of(channel.newCall(method.grpc(), options.withExecutor(this.streams.executor())),
					message, new StreamFormatter(this.json, binding.responseField(), format),
					new StreamFailures(method, this.reporters), this.streams);
		}
		Message answer = ClientCalls.blockingUnaryCall(channel, method.grpc(), options, message);
		return Responses.json(this.json.print(answer, binding.responseField()).getBytes(StandardCharsets.UTF_8));
	}

}
