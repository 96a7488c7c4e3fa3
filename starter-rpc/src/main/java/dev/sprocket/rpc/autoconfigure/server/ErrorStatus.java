// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.List;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;

/**
 * Writes errors as {@code google.rpc.Status} with details
 * (<a href="https://google.aip.dev/193">AIP-193</a>): a {@link ServiceException} with its
 * reason and metadata, anything else as INTERNAL with the request id and nothing more.
 */
final class ErrorStatus {

	private final String domain;

	/**
	 * Create a writer.
	 * @param domain whose reasons these are: the name of the service
	 */
	ErrorStatus(String domain) {
		this.domain = domain;
	}

	Answer of(ServiceException error) {
		ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(error.reason()).setDomain(this.domain);
		info.putAllMetadata(error.metadata());
		return answer(error.code(), error.detail(), Any.pack(info.build()));
	}

	Answer invalid(List<FieldViolation> violations) {
		ErrorCode code = ErrorCode.INVALID_ARGUMENT;
		ErrorInfo info = ErrorInfo.newBuilder().setReason(code.name()).setDomain(this.domain).build();
		BadRequest request = BadRequest.newBuilder().addAllFieldViolations(violations).build();
		return answer(code, summary(violations), Any.pack(info), Any.pack(request));
	}

	private static String summary(List<FieldViolation> violations) {
		if (violations.size() == 1) {
			FieldViolation only = violations.get(0);
			return "'" + only.getField() + "' " + only.getDescription() + ".";
		}
		return violations.size() + " parts of the request are not valid.";
	}

	Answer unexpected() {
		return withRequestId(ErrorCode.INTERNAL, "Unexpected error");
	}

	Answer downstream(ErrorCode code) {
		return switch (code) {
			case UNAVAILABLE -> withRequestId(code, "A service that this one needs cannot answer");
			case DEADLINE_EXCEEDED -> withRequestId(code, "A service that this one needs did not answer in time");
			case CANCELLED -> withRequestId(code, "The call was cancelled");
			default -> unexpected();
		};
	}

	private static Answer withRequestId(ErrorCode code, String message) {
		RequestContext request = requestContext();
		if (request == null) {
			return answer(code, message);
		}
		RequestInfo info = RequestInfo.newBuilder().setRequestId(request.requestId()).build();
		return answer(code, message + ", request " + request.requestId(), Any.pack(info));
	}

	static @Nullable RequestContext requestContext() {
		IncomingCall call = IncomingCall.current();
		return (call != null) ? call.request() : RequestContext.current();
	}

	private static Answer answer(ErrorCode code, @Nullable String message, Any... details) {
		com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
			.setCode(Status.Code.valueOf(code.name()).value());
		if (message != null) {
			status.setMessage(message);
		}
		status.addAllDetails(List.of(details));
		return Answer.of(StatusProto.toStatusException(status.build()));
	}

	/**
	 * What ends a call.
	 *
	 * @param status the status
	 * @param trailers the details in their header
	 */
	record Answer(Status status, Metadata trailers) {

		private static Answer of(StatusException exception) {
			Metadata trailers = exception.getTrailers();
			return new Answer(exception.getStatus(), (trailers != null) ? trailers : new Metadata());
		}

		StatusException asException() {
			return this.status.asException(this.trailers);
		}

	}

}
