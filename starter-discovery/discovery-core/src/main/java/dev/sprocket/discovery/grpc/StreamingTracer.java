// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

import dev.sprocket.discovery.balance.Attempt;

/**
 * Measures a streaming call from its last request to its first answer, so that a client
 * that takes its time does not make the endpoint look slow.
 */
final class StreamingTracer extends ClientStreamTracer {

	private final Attempt attempt;

	StreamingTracer(Attempt attempt) {
		this.attempt = attempt;
	}

	@Override
	public void outboundMessage(int number) {
		this.attempt.asked();
	}

	@Override
	public void inboundHeaders(Metadata headers) {
		this.attempt.answered();
	}

	@Override
	public void inboundMessage(int number) {
		this.attempt.answered();
	}

	@Override
	public void streamClosed(Status status) {
		if (status.getCode() == Status.Code.CANCELLED) {
			this.attempt.withdrawn();
		}
		else {
			Outcomes.end(this.attempt, status);
		}
	}

}
