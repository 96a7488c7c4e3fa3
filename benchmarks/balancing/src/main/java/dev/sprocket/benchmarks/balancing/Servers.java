// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * The servers of an experiment, on the loopback interface.
 */
final class Servers implements AutoCloseable {

	static final MethodDescriptor<byte[], byte[]> CALL = MethodDescriptor.<byte[], byte[]>newBuilder()
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("bench.Balancing/Call")
		.setRequestMarshaller(new Bytes())
		.setResponseMarshaller(new Bytes())
		.build();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final List<Server> servers = new ArrayList<>();

	private final Experiment experiment;

	private final long start = System.nanoTime();

	Servers(Experiment experiment) throws IOException {
		this.experiment = experiment;
		for (int number = 0; number < Experiment.SERVERS; number++) {
			this.servers.add(start(number));
		}
	}

	private Server start(int number) throws IOException {
		return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.directExecutor()
			.addService(ServerServiceDefinition.builder("bench.Balancing")
				.addMethod(CALL, ServerCalls.asyncUnaryCall((request, observer) -> answer(number, request, observer)))
				.build())
			.build()
			.start();
	}

	private void answer(int number, byte[] request, StreamObserver<byte[]> observer) {
		Experiment.Answer answer = this.experiment.answer(number, Duration.ofNanos(System.nanoTime() - this.start));
		this.clock.schedule(() -> {
			if (answer.well()) {
				observer.onNext(request);
				observer.onCompleted();
			}
			else {
				observer.onError(Status.UNAVAILABLE.withDescription("ill").asRuntimeException());
			}
		}, answer.after().toMillis(), TimeUnit.MILLISECONDS);
	}

	List<Integer> ports() {
		return this.servers.stream().map(Server::getPort).toList();
	}

	@Override
	public void close() {
		this.servers.forEach(Server::shutdownNow);
		this.clock.shutdownNow();
	}

	/**
	 * Bytes as they are.
	 */
	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
