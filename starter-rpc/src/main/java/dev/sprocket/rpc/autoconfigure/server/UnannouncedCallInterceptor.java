// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Gives a call its context on a server that was built without customizers, as that of
 * Boot's test transport is. Such a call is not counted.
 */
final class UnannouncedCallInterceptor implements ServerInterceptor, PriorityOrdered {

	@Override
	public <Q, R> Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
		if (IncomingCall.current() != null) {
			return next.startCall(call, headers);
		}
		Context context = IncomingCall.of(headers, true).in(Context.current());
		return Contexts.interceptCall(context, call, headers, next);
	}

	/**
	 * Run before errors are handled, which Boot does before anything else that is merely
	 * ordered.
	 * @return the first place
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
