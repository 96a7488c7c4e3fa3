// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import com.google.rpc.RequestInfo;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.client.ImportGrpcClients;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;
import dev.sprocket.rpc.test.v1.ReserveBookRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a caller reads when a service behind the one that it called has failed.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DownstreamFailureIntegrationTests {

	private final CalledLibrary called = new CalledLibrary();

	private ConfigurableApplicationContext context;

	private ManagedChannel channel;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).run("--spring.grpc.server.port=0",
				"--spring.main.web-application-type=none", "--sprocket.rpc.client.retry.enabled=false",
				"--spring.grpc.client.channel.library.target=" + this.called.target());
		int port = this.context.getBean("nettyGrpcServerLifecycle", GrpcServerLifecycle.class).getPort();
		this.channel = Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()).build();
	}

	@BeforeEach
	void forget() {
		this.called.seen.clear();
	}

	@AfterAll
	void stop() {
		this.channel.shutdownNow();
		this.context.close();
		this.called.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			thrown   | UNAVAILABLE        | UNAVAILABLE       | A service that this one needs cannot answer
			observed | UNAVAILABLE        | UNAVAILABLE       | A service that this one needs cannot answer
			thrown   | RESOURCE_EXHAUSTED | UNAVAILABLE       | A service that this one needs cannot answer
			thrown   | DEADLINE_EXCEEDED  | DEADLINE_EXCEEDED | A service that this one needs did not answer in time
			thrown   | CANCELLED          | CANCELLED         | The call was cancelled
			thrown   | PERMISSION_DENIED  | INTERNAL          | Unexpected error
			observed | NOT_FOUND          | INTERNAL          | Unexpected error
			""")
	void whenHandlerLetsItPassThenCallerReadsAnErrorOfOursWithTheRequestId(String how, Status.Code failure,
			Status.Code answer, String sentence) throws Exception {
		this.called.failures.add(failure.toStatus().withDescription("table secret"));
		StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class,
				() -> LibraryGrpc.newBlockingStub(this.channel)
					.getBook(GetBookRequest.newBuilder().setName(how).build()));
		assertThat(error.getStatus().getCode()).isEqualTo(answer);
		com.google.rpc.Status status = StatusProto.fromThrowable(error);
		String requestId = status.getDetails(0).unpack(RequestInfo.class).getRequestId();
		assertThat(status.getMessage()).isEqualTo(sentence + ", request " + requestId);
		assertThat(status.getDetailsCount()).isEqualTo(1);
		assertThat(this.called.seen).singleElement()
			.satisfies((seen) -> assertThat(seen.header("x-request-id")).isEqualTo(requestId));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportGrpcClients(target = "library", types = LibraryBlockingStub.class)
	@Import(Branch.class)
	static class Application {

	}

	/**
	 * A library that asks another one.
	 */
	@GrpcService
	static class Branch extends LibraryGrpc.LibraryImplBase {

		private final LibraryBlockingStub library;

		Branch(LibraryBlockingStub library) {
			this.library = library;
		}

		@Override
		public void getBook(GetBookRequest request, StreamObserver<Book> answer) {
			try {
				answer.onNext(this.library.reserveBook(ReserveBookRequest.getDefaultInstance()));
				answer.onCompleted();
			}
			catch (StatusRuntimeException ex) {
				if ("thrown".equals(request.getName())) {
					throw ex;
				}
				answer.onError(ex);
			}
		}

	}

}
