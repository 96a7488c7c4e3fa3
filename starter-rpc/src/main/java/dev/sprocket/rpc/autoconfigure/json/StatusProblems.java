// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import dev.sprocket.error.ErrorCode;

/**
 * Says what a caller may know about the status of a call. What a failure of ours says of
 * itself stays here.
 */
final class StatusProblems {

	private static final String UNEXPECTED = "An unexpected error occurred. It is logged under the request id.";

	/**
	 * In seconds; as every unavailable answer of the HTTP port.
	 */
	private static final String RETRY_AFTER = "5";

	private StatusProblems() {
	}

	static Problem of(io.grpc.Status status, @Nullable Metadata trailers) {
		ErrorCode code = ErrorCode.valueOf(status.getCode().name());
		Status details = StatusProto.fromStatusAndTrailers(status, (trailers != null) ? trailers : new Metadata());
		ErrorInfo info = find(details, ErrorInfo.class, ErrorInfo.getDefaultInstance());
		String reason = info.getReason().isEmpty() ? code.name() : info.getReason();
		Problem problem = Problem.of(code.httpStatus(), reason, detail(code, status.getDescription()))
			.withErrors(errors(find(details, BadRequest.class, BadRequest.getDefaultInstance())))
			.withMetadata(info.getMetadataMap());
		return (code == ErrorCode.UNAVAILABLE) ? problem.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER) : problem;
	}

	private static String detail(ErrorCode code, @Nullable String description) {
		boolean internal = switch (code) {
			case INTERNAL, UNKNOWN, DATA_LOSS -> true;
			default -> false;
		};
		if (internal) {
			return UNEXPECTED;
		}
		return (description != null && !description.isBlank()) ? description : standard(code);
	}

	private static String standard(ErrorCode code) {
		return switch (code) {
			case CANCELLED -> "The call was cancelled.";
			case INVALID_ARGUMENT, OUT_OF_RANGE -> "The request is not valid.";
			case DEADLINE_EXCEEDED -> "The answer was not ready in time.";
			case NOT_FOUND -> "Nothing is here.";
			case ALREADY_EXISTS -> "This exists already.";
			case PERMISSION_DENIED -> "The caller may not do this.";
			case RESOURCE_EXHAUSTED -> "A quota is used up; try again later.";
			case FAILED_PRECONDITION, ABORTED -> "The request does not fit the state that things are in.";
			case UNIMPLEMENTED -> "This is not offered here.";
			case UNAVAILABLE -> "The service cannot answer now; try again later.";
			case UNAUTHENTICATED -> "The request needs authentication.";
			default -> UNEXPECTED;
		};
	}

	private static List<Map<String, String>> errors(BadRequest request) {
		return request.getFieldViolationsList()
			.stream()
			.map((violation) -> Map.of("pointer", JsonPointers.ofFieldPath(violation.getField()), "detail",
					violation.getDescription()))
			.toList();
	}

	private static <T extends Message> T find(Status status, Class<T> type, T absent) {
		for (Any detail : status.getDetailsList()) {
			if (detail.is(type)) {
				try {
					return detail.unpack(type);
				}
				catch (InvalidProtocolBufferException ex) {
					return absent;
				}
			}
		}
		return absent;
	}

}
