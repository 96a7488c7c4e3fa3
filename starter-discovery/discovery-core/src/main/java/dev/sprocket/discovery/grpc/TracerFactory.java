// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.function.Function;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

import dev.sprocket.discovery.balance.Attempt;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * Begins an attempt at an endpoint for each call that really goes out to it.
 */
final class TracerFactory extends ClientStreamTracer.Factory {

	private final Endpoint<?> endpoint;

	private final Function<Attempt, ClientStreamTracer> tracer;

	TracerFactory(Endpoint<?> endpoint, Function<Attempt, ClientStreamTracer> tracer) {
		this.endpoint = endpoint;
		this.tracer = tracer;
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		return this.tracer.apply(this.endpoint.begin());
	}

}
