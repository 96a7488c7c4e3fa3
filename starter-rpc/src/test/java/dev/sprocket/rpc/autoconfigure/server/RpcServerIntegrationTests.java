// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.boot.system.JavaVersion;

import dev.sprocket.context.TraceContext;
import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.ListBooksRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a call gets on the way to its handler and back.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RpcServerIntegrationTests {

	private RpcServer server;

	@BeforeAll
	void start() {
		this.server = new RpcServer();
	}

	@BeforeEach
	void forget() {
		this.server.service().seen.clear();
		this.server.reported().clear();
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void whenHandlerThrowsServiceExceptionThenCallerReadsCodeReasonAndMetadata() throws Exception {
		com.google.rpc.Status status = failure("missing");
		assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
		assertThat(status.getMessage()).isEqualTo("There is no such book");
		ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
		assertThat(info.getReason()).isEqualTo("NO_SUCH_BOOK");
		assertThat(info.getDomain()).isEqualTo("application");
		assertThat(info.getMetadataMap()).containsOnlyKeys("name");
		assertThat(status.toString()).doesNotContain("table books");
		assertThat(this.server.reported()).isEmpty();
	}

	@Test
	void whenHandlerReportsServiceExceptionToItsObserverThenCallerReadsItToo() throws Exception {
		com.google.rpc.Status status = failure("observed");
		assertThat(status.getCode()).isEqualTo(Status.Code.ABORTED.value());
		assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("TAKEN");
	}

	@Test
	void whenHandlerFailsUnexpectedlyThenCallerReadsTheRequestIdAndNothingElse() throws Exception {
		com.google.rpc.Status status = failure("broken");
		String requestId = this.server.seen().requestId();
		assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL.value());
		assertThat(status.getMessage()).isEqualTo("Unexpected error, request " + requestId);
		assertThat(status.getDetails(0).unpack(RequestInfo.class).getRequestId()).isEqualTo(requestId);
		assertThat(this.server.reported().poll(10, TimeUnit.SECONDS)).hasMessage("jdbc:secret");
	}

	@Test
	void whenRequestIdIsWellFormedThenItIsTakenOverAndEchoed() throws Exception {
		Metadata answered = call(RpcServer.headers("x-request-id", "abc-1"));
		assertThat(answered.get(IncomingCall.REQUEST_ID)).isEqualTo("abc-1");
		LibraryService.Seen seen = this.server.seen();
		assertThat(seen.requestId()).isEqualTo("abc-1");
		assertThat(seen.loggedRequestId()).isEqualTo("abc-1");
	}

	@Test
	void whenRequestIdIsMissingOrMalformedThenOneIsMade() throws Exception {
		assertThat(call(new Metadata()).get(IncomingCall.REQUEST_ID)).hasSize(36);
		assertThat(call(RpcServer.headers("x-request-id", "a b")).get(IncomingCall.REQUEST_ID)).hasSize(36);
	}

	@Test
	void whenCallerIsInATraceThenHandlerIsInItToo() throws Exception {
		TraceContext trace = TraceContext.begin();
		call(RpcServer.headers(TraceContext.PARENT_HEADER, trace.toHeader()));
		assertThat(this.server.seen().traceId()).isEqualTo(trace.traceId());
	}

	@Test
	void whenCallerGivesNoDeadlineThenAUnaryCallGetsOursAndAStreamNone() throws Exception {
		call(new Metadata());
		assertThat(this.server.seen().deadline()).isNotNull()
			.satisfies((deadline) -> assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isBetween(10L, 30L));
		this.server.library().watchBooks(ListBooksRequest.getDefaultInstance()).forEachRemaining((book) -> {
		});
		assertThat(this.server.seen().deadline()).isNull();
	}

	@Test
	void whenCallerGivesADeadlineThenItIsKept() throws Exception {
		this.server.library()
			.withDeadline(Deadline.after(300, TimeUnit.SECONDS))
			.getBook(GetBookRequest.getDefaultInstance());
		assertThat(this.server.seen().deadline()).isNotNull()
			.satisfies((deadline) -> assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isBetween(200L, 300L));
	}

	@Test
	void whenMethodMayBlockThenItRunsOnAThreadOfItsOwnAndElseOnTheEventLoop() throws Exception {
		call(new Metadata());
		Thread thread = this.server.seen().thread();
		assertThat(thread.getName()).startsWith("grpc-").doesNotContain("ELG");
		if (JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)) {
			assertThat(thread.toString()).startsWith("VirtualThread");
		}
		this.server.library().listBooks(ListBooksRequest.getDefaultInstance());
		assertThat(this.server.seen().thread().getName()).contains("ELG");
	}

	private com.google.rpc.Status failure(String name) {
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
				() -> this.server.library().getBook(GetBookRequest.newBuilder().setName(name).build()));
		return StatusProto.fromThrowable(failure);
	}

	private Metadata call(Metadata headers) {
		AtomicReference<Metadata> answered = new AtomicReference<>();
		LibraryGrpc.LibraryBlockingStub library = this.server.library(headers)
			.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>()));
		Book book = library.getBook(GetBookRequest.newBuilder().setName("any").build());
		assertThat(book.getName()).isEqualTo("any");
		return answered.get();
	}

}
