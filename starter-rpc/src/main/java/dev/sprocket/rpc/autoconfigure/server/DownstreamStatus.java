// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.rpc.DownstreamException;

/**
 * What the failure of a service called from here means to a caller of this one
 * (<a href="https://google.aip.dev/193">AIP-193</a>, error propagation): that it may come
 * back later, that time is up, or else that this service is at fault.
 */
final class DownstreamStatus {

	private DownstreamStatus() {
	}

	static @Nullable DownstreamException causeOf(Throwable error) {
		return (error.getCause() instanceof DownstreamException downstream) ? downstream : null;
	}

	/**
	 * Return the status that a handler passes to its observer in a form that is answered
	 * as if it had been thrown.
	 * @param status what ends a call
	 * @return the same status unless it came from a service called from here
	 */
	static Status thrown(Status status) {
		boolean downstream = status.getCause() instanceof DownstreamException;
		return downstream ? Status.UNKNOWN.withCause(status.asRuntimeException()) : status;
	}

	static ErrorCode codeOf(Status.Code code) {
		return switch (code) {
			case UNAVAILABLE, RESOURCE_EXHAUSTED -> ErrorCode.UNAVAILABLE;
			case DEADLINE_EXCEEDED -> ErrorCode.DEADLINE_EXCEEDED;
			case CANCELLED -> ErrorCode.CANCELLED;
			default -> ErrorCode.INTERNAL;
		};
	}

}
