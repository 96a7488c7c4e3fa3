// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import io.grpc.Status;

import dev.sprocket.discovery.balance.Attempt;

/**
 * What the end of a call says about the endpoint that had it.
 */
final class Outcomes {

	private Outcomes() {
	}

	static void end(Attempt attempt, Status status) {
		if (isFailure(status.getCode())) {
			attempt.failed(reason(status));
		}
		else {
			attempt.succeeded();
		}
	}

	static boolean isFailure(Status.Code code) {
		// Whether a code is the endpoint's failure; the others are answers, such as to a
		// mistake of the caller.
		return switch (code) {
			case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, RESOURCE_EXHAUSTED -> true;
			default -> false;
		};
	}

	private static String reason(Status status) {
		String description = status.getDescription();
		return (description != null) ? status.getCode() + " " + description : status.getCode().name();
	}

}
