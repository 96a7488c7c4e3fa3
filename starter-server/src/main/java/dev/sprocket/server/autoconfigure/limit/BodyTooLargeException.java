// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A request body is larger than what is accepted at its path.
 */
class BodyTooLargeException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	BodyTooLargeException(long largest) {
		super(HttpStatus.CONTENT_TOO_LARGE, problem(largest), null);
	}

	private static ProblemDetail problem(long largest) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE,
				"The request body is too large: at most " + largest + " bytes are accepted here.");
	}

}
