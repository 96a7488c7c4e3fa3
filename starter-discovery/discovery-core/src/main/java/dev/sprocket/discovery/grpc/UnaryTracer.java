// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

import dev.sprocket.discovery.balance.Attempt;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * Measures a call with one answer until its end: headers may come long before the work is
 * done.
 */
final class UnaryTracer extends ClientStreamTracer {

	private final Attempt attempt;

	private UnaryTracer(Attempt attempt) {
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

	/**
	 * Makes the tracers of one endpoint.
	 */
	static final class Factory extends ClientStreamTracer.Factory {

		private final Endpoint<?> endpoint;

		Factory(Endpoint<?> endpoint) {
			this.endpoint = endpoint;
		}

		@Override
		public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
			return new UnaryTracer(this.endpoint.begin());
		}

	}

}
