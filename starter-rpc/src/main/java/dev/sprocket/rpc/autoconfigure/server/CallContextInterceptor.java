// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;

/**
 * Refuses a call past the bound, and binds request and trace to the thread whenever one
 * works for the call. The request id is echoed in the headers of the answer, or in its
 * trailers if it has no headers.
 */
final class CallContextInterceptor implements ServerInterceptor {

	private final IncomingCalls calls;

	private final ErrorStatus errors;

	private final boolean errorsHandled;

	CallContextInterceptor(IncomingCalls calls, ErrorStatus errors, boolean errorsHandled) {
		this.calls = calls;
		this.errors = errors;
		this.errorsHandled = errorsHandled;
	}

	@Override
	public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
		IncomingCall incoming = IncomingCall.current();
		if (incoming == null) {
			return next.startCall(call, headers);
		}
		ServerCall<Q, R> echoing = new EchoingCall<>(call, incoming.request().requestId());
		if (!incoming.admitted()) {
			return refuse(echoing);
		}
		IncomingCall.Scope scope = incoming.open();
		try {
			return new BoundListener<>(next.startCall(echoing, headers), incoming);
		}
		finally {
			scope.close();
		}
	}

	private <Q, R> Listener<Q> refuse(ServerCall<Q, R> call) {
		ErrorStatus.Answer answer = this.errors.of(new ServiceException(ErrorCode.RESOURCE_EXHAUSTED,
				"CONCURRENT_CALLS", this.calls.limit() + " calls are in progress here, which is the limit"));
		call.close(answer.status(), answer.trailers());
		return new Listener<>() {
		};
	}

	/**
	 * Adds the request id to what it sends first.
	 */
	private final class EchoingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final String requestId;

		private boolean echoed;

		EchoingCall(ServerCall<Q, R> delegate, String requestId) {
			super(delegate);
			this.requestId = requestId;
		}

		@Override
		public void sendHeaders(Metadata headers) {
			echo(headers);
			super.sendHeaders(headers);
		}

		@Override
		public void close(Status status, Metadata trailers) {
			boolean handled = CallContextInterceptor.this.errorsHandled;
			Status thrown = handled ? DownstreamStatus.thrown(status) : status;
			Metadata own = (thrown == status) ? trailers : new Metadata();
			echo(own);
			super.close(thrown, own);
		}

		private void echo(Metadata metadata) {
			if (!this.echoed) {
				metadata.put(IncomingCall.REQUEST_ID, this.requestId);
				this.echoed = true;
			}
		}

	}

}
