// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

/**
 * The sentence for an error about which nothing more may be said than its status.
 */
final class StandardDetails {

	static final String UNEXPECTED = "An unexpected error occurred. It is logged under the request id.";

	private static final int FIRST_SERVER_ERROR = 500;

	private StandardDetails() {
	}

	static String of(int status) {
		return switch (status) {
			case 400 -> "The request is malformed.";
			case 401 -> "The request needs authentication.";
			case 403 -> "The caller may not do this.";
			case 404 -> "Nothing is here.";
			case 405 -> "The method is not supported here.";
			case 406 -> "No answer is available in a form that the Accept header asks for.";
			case 408 -> "The request took too long to arrive.";
			case 413 -> "The request body is too large.";
			case 414 -> "The request target is too long.";
			case 415 -> "The content type is not supported here.";
			case 431 -> "The request headers are too large.";
			case 503 -> "The service cannot answer now; try again later.";
			case 504 -> "The answer was not ready in time.";
			default -> (status >= FIRST_SERVER_ERROR) ? UNEXPECTED : "The request was refused.";
		};
	}

}
