// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.Context;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.RequestId;
import dev.sprocket.context.TraceContext;

/**
 * What the server knows of a call before anything runs for it; travels in the gRPC
 * context.
 *
 * @param admitted whether the call is within the bound on concurrent calls
 * @param request the request that it belongs to
 * @param trace its place in a trace
 */
record IncomingCall(boolean admitted, RequestContext request, TraceContext trace) {

	static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> TRACE_PARENT = Metadata.Key.of(TraceContext.PARENT_HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> TRACE_STATE = Metadata.Key.of(TraceContext.STATE_HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Context.Key<IncomingCall> KEY = Context.key(IncomingCall.class.getName());

	static IncomingCall of(Metadata headers, boolean admitted) {
		String id = RequestId.accept(headers.get(REQUEST_ID));
		return new IncomingCall(admitted, RequestContext.of(id),
				TraceContext.receive(headers.get(TRACE_PARENT), headers.get(TRACE_STATE)));
	}

	static @Nullable IncomingCall current() {
		return KEY.get();
	}

	Context in(Context context) {
		return context.withValue(KEY, this);
	}

	Scope open() {
		RequestContext.Scope requestScope = this.request.open();
		TraceContext.Scope traceScope = this.trace.open();
		return () -> {
			traceScope.close();
			requestScope.close();
		};
	}

	void run(Runnable work) {
		Scope scope = open();
		try {
			work.run();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * Ends the binding of a call to a thread.
	 */
	interface Scope {

		void close();

	}

}
