// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

/**
 * A request is answered with a problem, and no method is called.
 */
final class RefusedRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Problem problem;

	RefusedRequestException(Problem problem) {
		super(problem.detail(), null, false, false);
		this.problem = problem;
	}

	Problem problem() {
		return this.problem;
	}

}
