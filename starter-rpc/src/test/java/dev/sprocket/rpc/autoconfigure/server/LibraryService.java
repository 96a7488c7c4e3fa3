// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;
import dev.sprocket.rpc.NonBlocking;
import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.ListBooksRequest;
import dev.sprocket.rpc.test.v1.ListBooksResponse;

/**
 * Does what the name of a book asks for, and notes how it was called.
 */
@GrpcService
class LibraryService extends LibraryGrpc.LibraryImplBase {

	final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

	final CountDownLatch release = new CountDownLatch(1);

	@Override
	public void getBook(GetBookRequest request, StreamObserver<Book> answer) {
		this.seen.add(Seen.now());
		switch (request.getName()) {
			case "missing" -> throw new ServiceException(ErrorCode.NOT_FOUND, "NO_SUCH_BOOK", "There is no such book",
					Map.of("name", "missing"), new IllegalStateException("table books"));
			case "observed" ->
				answer.onError(new ServiceException(ErrorCode.ABORTED, "TAKEN", "Somebody was faster", Map.of(), null));
			case "broken" -> throw new IllegalStateException("jdbc:secret");
			case "slow" -> answerLater(answer);
			default -> answer(request.getName(), answer);
		}
	}

	private void answerLater(StreamObserver<Book> answer) {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		answer("slow", answer);
	}

	private static void answer(String name, StreamObserver<Book> answer) {
		answer.onNext(Book.newBuilder().setName(name).build());
		answer.onCompleted();
	}

	@Override
	@NonBlocking
	public void listBooks(ListBooksRequest request, StreamObserver<ListBooksResponse> answer) {
		this.seen.add(Seen.now());
		answer.onNext(ListBooksResponse.getDefaultInstance());
		answer.onCompleted();
	}

	@Override
	public void watchBooks(ListBooksRequest request, StreamObserver<Book> answer) {
		this.seen.add(Seen.now());
		answer.onNext(Book.getDefaultInstance());
		answer.onCompleted();
	}

	/**
	 * What a handler finds around it.
	 *
	 * @param thread the thread
	 * @param requestId the request id
	 * @param loggedRequestId the request id in the log
	 * @param traceId the trace
	 * @param deadline the deadline, or {@code null} for none
	 */
	record Seen(Thread thread, @Nullable String requestId, @Nullable String loggedRequestId, @Nullable String traceId,
			@Nullable Deadline deadline) {

		static Seen now() {
			RequestContext request = RequestContext.current();
			TraceContext trace = TraceContext.current();
			return new Seen(Thread.currentThread(), (request != null) ? request.requestId() : null,
					MDC.get(RequestContext.REQUEST_ID_KEY), (trace != null) ? trace.traceId() : null,
					Context.current().getDeadline());
		}

	}

}
