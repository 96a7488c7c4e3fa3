// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.concurrent.TimeUnit;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.grpc.test.autoconfigure.AutoConfigureTestGrpcTransport;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.client.ImportGrpcClients;

import dev.sprocket.context.RequestContext;
import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Boot's test transport: one annotation, and a call needs no port.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureTestGrpcTransport
class TestTransportIntegrationTests {

	@Autowired
	private LibraryBlockingStub library;

	@Autowired
	private LibraryService service;

	@Autowired
	private ApplicationContext context;

	@Test
	void whenTestHasTheAnnotationThenNobodyListens() {
		assertThat(this.context.containsBean("nettyGrpcServerFactory")).isFalse();
		assertThat(call("any").getName()).isEqualTo("any");
	}

	@Test
	void whenCallIsMadeForARequestThenTheHandlerIsInItAndHasADeadline() throws InterruptedException {
		this.service.seen.clear();
		RequestContext.Scope scope = RequestContext.of("abc-1").open();
		try {
			call("any");
		}
		finally {
			scope.close();
		}
		LibraryService.Seen seen = this.service.seen.poll(10, TimeUnit.SECONDS);
		assertThat(seen.requestId()).isEqualTo("abc-1");
		assertThat(seen.loggedRequestId()).isEqualTo("abc-1");
		assertThat(seen.deadline().timeRemaining(TimeUnit.SECONDS)).isBetween(1L, 10L);
	}

	@Test
	void whenHandlerFailsThenErrorsAreThoseOfThePort() throws Exception {
		com.google.rpc.Status missing = failure("missing");
		assertThat(missing.getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
		assertThat(missing.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("NO_SUCH_BOOK");
		com.google.rpc.Status broken = failure("broken");
		assertThat(broken.getMessage())
			.isEqualTo("Unexpected error, request " + broken.getDetails(0).unpack(RequestInfo.class).getRequestId());
	}

	private Book call(String name) {
		return this.library.getBook(GetBookRequest.newBuilder().setName(name).build());
	}

	private com.google.rpc.Status failure(String name) {
		return StatusProto.fromThrowable(catchThrowableOfType(StatusRuntimeException.class, () -> call(name)));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(LibraryService.class)
	@ImportGrpcClients(types = LibraryBlockingStub.class)
	static class Application {

	}

}
