// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.CreateBookRequest;
import dev.sprocket.rpc.test.v1.File;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.ListBooksRequest;
import dev.sprocket.rpc.test.v1.ListBooksResponse;
import dev.sprocket.rpc.test.v1.ReadFileRequest;
import dev.sprocket.rpc.test.v1.ReserveBookRequest;
import dev.sprocket.rpc.test.v1.UpdateBookRequest;

/**
 * A library that answers with what it was asked, and fails where the name asks for it.
 */
class TestLibrary extends LibraryGrpc.LibraryImplBase implements ServerInterceptor {

	final LinkedBlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();

	final CountDownLatch cancelled = new CountDownLatch(1);

	final Semaphore silentCancelled = new Semaphore(0);

	final Semaphore unprintableCancelled = new Semaphore(0);

	final AtomicInteger sent = new AtomicInteger();

	volatile @Nullable Deadline deadline;

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		this.headers.add(headers);
		return next.startCall(call, headers);
	}

	@Override
	public void getBook(GetBookRequest request, StreamObserver<Book> observer) {
		this.deadline = Context.current().getDeadline();
		switch (request.getName()) {
			case "missing" -> observer.onError(io.grpc.Status.NOT_FOUND.withDescription("No such book").asException());
			case "locked" -> observer.onError(StatusProto.toStatusException(locked()));
			case "invalid" -> observer.onError(StatusProto.toStatusException(invalid()));
			case "broken" ->
				observer.onError(io.grpc.Status.INTERNAL.withDescription("jdbc://secret@db").asException());
			case "down" -> observer.onError(io.grpc.Status.UNAVAILABLE.asException());
			case "slow" -> {
			}
			default -> answer(observer, Book.newBuilder().setName(request.getName()).build());
		}
	}

	private static Status locked() {
		ErrorInfo info = ErrorInfo.newBuilder().setReason("BOOK_LOCKED").putMetadata("shelf", "7").build();
		return Status.newBuilder()
			.setCode(Code.FAILED_PRECONDITION_VALUE)
			.setMessage("The book is locked")
			.addDetails(Any.pack(info))
			.build();
	}

	private static Status invalid() {
		FieldViolation violation = FieldViolation.newBuilder()
			.setField("book.published_at")
			.setDescription("is in the future")
			.build();
		return Status.newBuilder()
			.setCode(Code.INVALID_ARGUMENT_VALUE)
			.setMessage("The book is not valid")
			.addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()))
			.build();
	}

	@Override
	public void listBooks(ListBooksRequest request, StreamObserver<ListBooksResponse> observer) {
		answer(observer, ListBooksResponse.newBuilder().setRequest(request).build());
	}

	@Override
	public void createBook(CreateBookRequest request, StreamObserver<Book> observer) {
		String name = request.getParent() + "/books/" + request.getBookId();
		answer(observer, request.getBook().toBuilder().setName(name).build());
	}

	@Override
	public void updateBook(UpdateBookRequest request, StreamObserver<Book> observer) {
		answer(observer, request.getBook());
	}

	@Override
	public void reserveBook(ReserveBookRequest request, StreamObserver<Book> observer) {
		answer(observer, Book.newBuilder().setName(request.getName()).setTitle(request.getReader()).build());
	}

	@Override
	public void readFile(ReadFileRequest request, StreamObserver<File> observer) {
		answer(observer, File.newBuilder().setPath(request.getPath()).setContent("at " + request.getPath()).build());
	}

	@Override
	public void watchBooks(ListBooksRequest request, StreamObserver<Book> observer) {
		if (request.hasPublishedAfter()) {
			unprintable((ServerCallStreamObserver<Book>) observer, request.getPageSize());
			return;
		}
		if (request.getPageSize() < 0) {
			((ServerCallStreamObserver<Book>) observer).setOnCancelHandler(this.silentCancelled::release);
			return;
		}
		if (request.getDescending()) {
			endless((ServerCallStreamObserver<Book>) observer);
			return;
		}
		for (int i = 0; i < request.getPageSize(); i++) {
			observer.onNext(Book.newBuilder().setPages(i).setPublishedAt(Timestamp.getDefaultInstance()).build());
		}
		if (request.getFilter().getAuthor().isEmpty()) {
			observer.onCompleted();
		}
		else {
			observer.onError(
					io.grpc.Status.RESOURCE_EXHAUSTED.withDescription(request.getFilter().getAuthor()).asException());
		}
	}

	/**
	 * Send a message of a type that nobody knows here, or with a time that there is not,
	 * and stay.
	 */
	private void unprintable(ServerCallStreamObserver<Book> observer, int which) {
		observer.setOnCancelHandler(this.unprintableCancelled::release);
		observer.onNext(Book.newBuilder().setTitle("one").build());
		observer.onNext((which == 0) ? Book.newBuilder().setExtra(Any.newBuilder().setTypeUrl("x/secret.Type")).build()
				: Book.newBuilder().setPublishedAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)).build());
		observer.onNext(Book.newBuilder().setTitle("three").build());
	}

	private void endless(ServerCallStreamObserver<Book> observer) {
		Book book = Book.newBuilder().setTitle("x".repeat(10_000)).build();
		observer.setOnCancelHandler(this.cancelled::countDown);
		observer.setOnReadyHandler(() -> {
			while (observer.isReady()) {
				observer.onNext(book);
				this.sent.incrementAndGet();
			}
		});
	}

	private static <T> void answer(StreamObserver<T> observer, T message) {
		observer.onNext(message);
		observer.onCompleted();
	}

}
