// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Measures each call of a method that there is, from its headers to its last byte.
 */
final class MeasuredCalls extends ServerStreamTracer.Factory {

	private final MeterRegistry registry;

	private final Map<String, MethodMeters> methods = new ConcurrentHashMap<>();

	MeasuredCalls(MeterRegistry registry) {
		this.registry = registry;
		registry.config().onMeterRemoved((meter) -> this.methods.clear());
	}

	@Override
	public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
		return new Measurement();
	}

	private MethodMeters meters(MethodDescriptor<?, ?> method) {
		String name = method.getFullMethodName();
		MethodMeters known = this.methods.get(name);
		return (known != null) ? known
				: this.methods.computeIfAbsent(name, (key) -> new MethodMeters(this.registry, method));
	}

	/**
	 * Measures one call.
	 */
	private final class Measurement extends ServerStreamTracer {

		private final long begin = System.nanoTime();

		private volatile @Nullable MethodMeters meters;

		@Override
		public void serverCallStarted(ServerCallInfo<?, ?> call) {
			this.meters = meters(call.getMethodDescriptor());
		}

		@Override
		public void inboundMessage(int number) {
			MethodMeters known = this.meters;
			if (known != null) {
				known.received();
			}
		}

		@Override
		public void outboundMessage(int number) {
			MethodMeters known = this.meters;
			if (known != null) {
				known.sent();
			}
		}

		@Override
		public void streamClosed(Status status) {
			MethodMeters known = this.meters;
			if (known != null) {
				known.ended(status.getCode(), System.nanoTime() - this.begin);
			}
		}

	}

}
