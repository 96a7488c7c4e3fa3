// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Map;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ErrorReporters;
import dev.sprocket.error.ServiceException;
import dev.sprocket.rpc.DownstreamException;

/**
 * The last to be asked what an exception of a handler means to the caller. A status that
 * a handler throws goes out as it is, but for one that came from a service called from
 * here: what it says is for this process.
 */
final class CallErrors implements GrpcExceptionHandler, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(CallErrors.class);

	private final ErrorStatus status;

	private final ErrorReporters reporters;

	CallErrors(ErrorStatus status, ErrorReporters reporters) {
		this.status = status;
		this.reporters = reporters;
	}

	@Override
	public StatusException handleException(Throwable error) {
		DownstreamException downstream = DownstreamStatus.causeOf(error);
		if (downstream == null && error instanceof StatusException exception) {
			return exception;
		}
		if (downstream == null && error instanceof StatusRuntimeException exception) {
			return new StatusException(exception.getStatus(), exception.getTrailers());
		}
		IncomingCall call = IncomingCall.current();
		if (call == null) {
			return answer(error, downstream);
		}
		IncomingCall.Scope scope = call.open();
		try {
			return answer(error, downstream);
		}
		finally {
			scope.close();
		}
	}

	private StatusException answer(Throwable error, @Nullable DownstreamException downstream) {
		this.reporters.report(error, facts());
		if (downstream != null) {
			ErrorCode code = DownstreamStatus.codeOf(Status.fromThrowable(error).getCode());
			logger.warn("A call was answered {} because {}", code, downstream.getMessage(), error);
			return this.status.downstream(code).asException();
		}
		if (error instanceof ServiceException exception) {
			if (!exception.code().isCallerMistake()) {
				logger.warn("A call was answered {} {}", exception.code(), exception.reason(), exception);
			}
			return this.status.of(exception).asException();
		}
		logger.error("A call failed unexpectedly", error);
		return this.status.unexpected().asException();
	}

	private static Map<String, String> facts() {
		RequestContext request = ErrorStatus.requestContext();
		return (request != null) ? Map.of("requestId", request.requestId()) : Map.of();
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
