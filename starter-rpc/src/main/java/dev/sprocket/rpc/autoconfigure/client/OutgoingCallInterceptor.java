// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientCall.Listener;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;
import dev.sprocket.rpc.DownstreamException;

/**
 * Gives a call what belongs to it: a deadline, the request and the trace that it is part
 * of, and on its failure the name of the method. The deadline of a call that this one is
 * made for is in gRPC's context, which shortens ours by itself.
 */
final class OutgoingCallInterceptor implements ClientInterceptor {

	private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

	private static final Metadata.Key<String> TRACE_PARENT = key(TraceContext.PARENT_HEADER);

	private static final Metadata.Key<String> TRACE_STATE = key(TraceContext.STATE_HEADER);

	private final Duration deadline;

	OutgoingCallInterceptor(Duration deadline) {
		this.deadline = deadline;
	}

	private static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		RequestContext request = RequestContext.current();
		ClientCall<Q, R> call = next.newCall(method, withDeadline(method, options, request));
		return new OutgoingCall<>(call, method.getFullMethodName(), request, TraceContext.current());
	}

	private CallOptions withDeadline(MethodDescriptor<?, ?> method, CallOptions options,
			@Nullable RequestContext request) {
		boolean ours = options.getDeadline() == null && !this.deadline.isZero() && method.getType() == MethodType.UNARY;
		CallOptions limited = ours ? options.withDeadlineAfter(this.deadline.toNanos(), TimeUnit.NANOSECONDS) : options;
		Instant end = (request != null) ? request.deadline() : null;
		return (end != null) ? limited.withDeadline(earlier(limited.getDeadline(), end)) : limited;
	}

	private static Deadline earlier(@Nullable Deadline deadline, Instant end) {
		Deadline other = Deadline.after(Duration.between(Instant.now(), end).toNanos(), TimeUnit.NANOSECONDS);
		return (deadline != null) ? deadline.minimum(other) : other;
	}

	/**
	 * Adds the headers to a call.
	 */
	private static final class OutgoingCall<Q, R> extends SimpleForwardingClientCall<Q, R> {

		private final String method;

		private final @Nullable RequestContext request;

		private final @Nullable TraceContext trace;

		OutgoingCall(ClientCall<Q, R> delegate, String method, @Nullable RequestContext request,
				@Nullable TraceContext trace) {
			super(delegate);
			this.method = method;
			this.request = request;
			this.trace = trace;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			if (this.request != null && !headers.containsKey(REQUEST_ID)) {
				headers.put(REQUEST_ID, this.request.requestId());
			}
			if (this.trace != null && !headers.containsKey(TRACE_PARENT)) {
				headers.put(TRACE_PARENT, this.trace.toHeader());
				putState(headers, this.trace.state());
			}
			super.start(new NamingListener<>(listener, this.method), headers);
		}

		private static void putState(Metadata headers, @Nullable String state) {
			if (state != null && !headers.containsKey(TRACE_STATE)) {
				headers.put(TRACE_STATE, state);
			}
		}

	}

	/**
	 * Names the method on failure.
	 */
	private static final class NamingListener<R> extends SimpleForwardingClientCallListener<R> {

		private final String method;

		NamingListener(Listener<R> delegate, String method) {
			super(delegate);
			this.method = method;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			super.onClose(
					status.isOk() ? status : status.withCause(new DownstreamException(this.method, status.getCause())),
					trailers);
		}

	}

}
