// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * Counts calls from their headers to their last byte, on the event loop, before a thread
 * is spent on them. Calls of gRPC's own services, such as health, are not counted: they
 * are answered under overload and do not hold up a stop.
 */
final class IncomingCalls extends ServerStreamTracer.Factory {

	private static final String OWN_SERVICES = "grpc.";

	private final int limit;

	private final DefaultDeadline deadline;

	private final AtomicInteger inProgress = new AtomicInteger();

	private final AtomicLong completed = new AtomicLong();

	IncomingCalls(int limit, DefaultDeadline deadline) {
		this.limit = limit;
		this.deadline = deadline;
	}

	@Override
	public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
		if (method.startsWith(OWN_SERVICES)) {
			return new Tracer(IncomingCall.of(headers, true));
		}
		this.deadline.apply(method, headers);
		boolean admitted = this.inProgress.incrementAndGet() <= this.limit;
		return new CountingTracer(IncomingCall.of(headers, admitted), method);
	}

	int limit() {
		return this.limit;
	}

	int inProgress() {
		return this.inProgress.get();
	}

	long completed() {
		return this.completed.get();
	}

	/**
	 * Puts the call into the context.
	 */
	private static class Tracer extends ServerStreamTracer {

		private final IncomingCall call;

		Tracer(IncomingCall call) {
			this.call = call;
		}

		@Override
		public Context filterContext(Context context) {
			return this.call.in(context);
		}

	}

	/**
	 * Notes the end of the call, too.
	 */
	private final class CountingTracer extends Tracer {

		private final String method;

		CountingTracer(IncomingCall call, String method) {
			super(call);
			this.method = method;
		}

		@Override
		public void streamClosed(Status status) {
			IncomingCalls.this.completed.incrementAndGet();
			IncomingCalls.this.inProgress.decrementAndGet();
			if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
				MessageLimit.explain(this.method, status);
			}
		}

	}

}
