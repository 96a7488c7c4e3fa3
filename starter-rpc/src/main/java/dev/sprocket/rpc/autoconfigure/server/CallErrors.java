// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Map;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorReporters;
import dev.sprocket.error.ServiceException;

/**
 * The last to be asked what an exception of a handler means to the caller. A status that
 * a handler throws goes out as it is.
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
		if (error instanceof StatusException exception) {
			return exception;
		}
		if (error instanceof StatusRuntimeException exception) {
			return new StatusException(exception.getStatus(), exception.getTrailers());
		}
		IncomingCall call = IncomingCall.current();
		if (call == null) {
			return answer(error);
		}
		IncomingCall.Scope scope = call.open();
		try {
			return answer(error);
		}
		finally {
			scope.close();
		}
	}

	private StatusException answer(Throwable error) {
		this.reporters.report(error, facts());
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
