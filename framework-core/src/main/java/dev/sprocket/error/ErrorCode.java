// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

/**
 * The one code table: the canonical codes of gRPC (<a href=
 * "https://github.com/grpc/grpc/blob/master/doc/statuscodes.md">statuscodes.md</a>) with
 * the HTTP status of {@code google.rpc.Code}.
 */
public enum ErrorCode {

	/** The caller gave up; HTTP 499. */
	CANCELLED(499, false),

	/** Nothing more is known; HTTP 500. */
	UNKNOWN(500, false),

	/** The request is wrong whatever the state of the system; HTTP 400. */
	INVALID_ARGUMENT(400, false),

	/** The deadline passed before the work was done; HTTP 504. */
	DEADLINE_EXCEEDED(504, false),

	/** The named thing does not exist; HTTP 404. */
	NOT_FOUND(404, false),

	/** The thing to create exists; HTTP 409. */
	ALREADY_EXISTS(409, false),

	/** The caller is known and not allowed; HTTP 403. */
	PERMISSION_DENIED(403, false),

	/** A quota or a bound is used up; HTTP 429. */
	RESOURCE_EXHAUSTED(429, true),

	/** The system is not in the state that the request needs; HTTP 400. */
	FAILED_PRECONDITION(400, false),

	/** A concurrent change won; HTTP 409. */
	ABORTED(409, false),

	/** Past the valid range; HTTP 400. */
	OUT_OF_RANGE(400, false),

	/** Not offered here; HTTP 501. */
	UNIMPLEMENTED(501, false),

	/** An invariant broke; HTTP 500. */
	INTERNAL(500, false),

	/** Not now; the same request may succeed later; HTTP 503. */
	UNAVAILABLE(503, true),

	/** Data is lost or corrupt; HTTP 500. */
	DATA_LOSS(500, false),

	/** The caller is not known; HTTP 401. */
	UNAUTHENTICATED(401, false);

	private final int httpStatus;

	private final boolean retryable;

	ErrorCode(int httpStatus, boolean retryable) {
		this.httpStatus = httpStatus;
		this.retryable = retryable;
	}

	/**
	 * Return the HTTP status that carries this code.
	 * @return a status between 400 and 599
	 */
	public int httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Return whether the same request may succeed when it is sent again later.
	 * @return {@code true} if a retry makes sense
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

	/**
	 * Return whether the caller has to change something, so that nobody needs to be
	 * alerted here: every code with an HTTP status below 500.
	 * @return {@code true} if the error is not a failure of this service
	 */
	public boolean isCallerMistake() {
		return this.httpStatus < 500;
	}

}
