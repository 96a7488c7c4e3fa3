// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * A gRPC server on a free port of loopback that answers as the test says.
 */
public final class Backend implements AutoCloseable {

	public static final MethodDescriptor<String, String> SAY = method("Say", MethodType.UNARY);

	static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING);

	private final AtomicInteger calls = new AtomicInteger();

	private final BlockingQueue<StreamObserver<String>> held = new LinkedBlockingQueue<>();

	private final Server server;

	private final InetSocketAddress address;

	private volatile Consumer<StreamObserver<String>> behaviour = Backend::answer;

	public Backend() {
		this(0);
	}

	Backend(int port) {
		ServerServiceDefinition service = ServerServiceDefinition.builder("test.Speaker")
			.addMethod(SAY, ServerCalls.asyncUnaryCall(this::called))
			.addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::called))
			.build();
		try {
			this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
				.directExecutor()
				.addService(service)
				.build()
				.start();
			this.address = new InetSocketAddress("127.0.0.1", this.server.getPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void called(String request, StreamObserver<String> observer) {
		this.calls.incrementAndGet();
		this.behaviour.accept(observer);
	}

	static void answer(StreamObserver<String> observer) {
		observer.onNext("well");
		observer.onCompleted();
	}

	void answers() {
		this.behaviour = Backend::answer;
	}

	public void fails(Status status) {
		this.behaviour = (observer) -> observer.onError(status.asRuntimeException());
	}

	void holds() {
		this.behaviour = this.held::add;
	}

	void behaves(Consumer<StreamObserver<String>> behaviour) {
		this.behaviour = behaviour;
	}

	StreamObserver<String> heldCall() {
		try {
			StreamObserver<String> call = this.held.poll(10, TimeUnit.SECONDS);
			if (call == null) {
				throw new AssertionError("No call came within 10 s");
			}
			return call;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	public int calls() {
		return this.calls.get();
	}

	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * End at once, with every call in flight.
	 */
	public void die() {
		this.server.shutdownNow();
		try {
			if (!this.server.awaitTermination(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("The server did not end within 10 s");
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() {
		die();
	}

	private static MethodDescriptor<String, String> method(String name, MethodType type) {
		return MethodDescriptor.<String, String>newBuilder()
			.setType(type)
			.setFullMethodName("test.Speaker/" + name)
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
