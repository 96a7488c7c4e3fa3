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
import dev.sprocket.error.StandardProblem;

/**
 * Says what a caller may know about the status of a call. What a failure of ours says of
 * itself stays here.
 */
final class StatusProblems {

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
			return StandardProblem.UNEXPECTED;
		}
		return (description != null && !description.isBlank()) ? description : StandardProblem.detail(code);
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
