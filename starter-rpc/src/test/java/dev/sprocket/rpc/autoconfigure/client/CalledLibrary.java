// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.ListBooksRequest;
import dev.sprocket.rpc.test.v1.ReserveBookRequest;

/**
 * A service that is called: plain grpc-java on a free port, which fails as often as it is
 * told and notes what came with each call.
 */
final class CalledLibrary implements AutoCloseable {

	final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

	final BlockingQueue<Status> failures = new LinkedBlockingQueue<>();

	private final Server server;

	CalledLibrary() {
		try {
			this.server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
				.addService(ServerInterceptors.intercept(new Library(), new Recorder()))
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String target() {
		return "static://localhost:" + this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	/**
	 * What came with a call.
	 *
	 * @param headers the headers
	 * @param deadline the deadline, or {@code null} for none
	 */
	record Seen(Metadata headers, @Nullable Deadline deadline) {

		@Nullable String header(String name) {
			return this.headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
		}

	}

	/**
	 * Notes calls.
	 */
	private final class Recorder implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			CalledLibrary.this.seen.add(new Seen(headers, Context.current().getDeadline()));
			return next.startCall(call, headers);
		}

	}

	/**
	 * Answers or fails.
	 */
	private final class Library extends LibraryGrpc.LibraryImplBase {

		@Override
		public void getBook(GetBookRequest request, StreamObserver<Book> answer) {
			answer(answer);
		}

		@Override
		public void reserveBook(ReserveBookRequest request, StreamObserver<Book> answer) {
			answer(answer);
		}

		@Override
		public void watchBooks(ListBooksRequest request, StreamObserver<Book> answer) {
			answer(answer);
		}

		private void answer(StreamObserver<Book> answer) {
			Status failure = CalledLibrary.this.failures.poll();
			if (failure != null) {
				answer.onError(failure.asRuntimeException());
				return;
			}
			answer.onNext(Book.getDefaultInstance());
			answer.onCompleted();
		}

	}

}
