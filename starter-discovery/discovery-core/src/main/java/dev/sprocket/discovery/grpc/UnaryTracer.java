// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Status;

import dev.sprocket.discovery.balance.Attempt;

/**
 * Measures a call with one answer until its end: headers may come long before the work is
 * done.
 */
final class UnaryTracer extends ClientStreamTracer {

	private final Attempt attempt;

	UnaryTracer(Attempt attempt) {
		this.attempt = attempt;
	}

	@Override
	public void streamClosed(Status status) {
		if (status.getCode() == Status.Code.CANCELLED) {
			this.attempt.abandoned();
		}
		else {
			Outcomes.end(this.attempt, status);
		}
	}

}
