// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.ListBooksRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The bound on calls, health, and the stop.
 */
@ExtendWith(OutputCaptureExtension.class)
class RpcServerStopIntegrationTests {

	private static final GetBookRequest SLOW = GetBookRequest.newBuilder().setName("slow").build();

	@Test
	void whenCallIsPastTheBoundThenItIsRefusedAndHealthIsAnswered() throws Exception {
		try (RpcServer server = new RpcServer("sprocket.rpc.server.concurrent-calls=1")) {
			ListenableFuture<Book> first = LibraryGrpc.newFutureStub(server.channel).getBook(SLOW);
			server.seen();
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> server.library().listBooks(ListBooksRequest.getDefaultInstance()))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
				.withMessageContaining("1 calls are in progress here, which is the limit");
			assertThat(health(server, "")).isEqualTo(ServingStatus.SERVING);
			server.service().release.countDown();
			assertThat(first.get(10, TimeUnit.SECONDS).getName()).isEqualTo("slow");
			Awaitility.await().untilAsserted(() -> server.library().listBooks(ListBooksRequest.getDefaultInstance()));
		}
	}

	@Test
	void whenReadyThenServerAndServicesServe() {
		try (RpcServer server = new RpcServer()) {
			assertThat(health(server, "")).isEqualTo(ServingStatus.SERVING);
			assertThat(health(server, LibraryGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
		}
	}

	@Test
	void whenStoppedThenHealthTurnsFirstAndCallsInProgressAreAnswered(CapturedOutput output) throws Exception {
		try (RpcServer server = new RpcServer()) {
			Iterator<HealthCheckResponse> watch = HealthGrpc.newBlockingStub(server.channel)
				.watch(HealthCheckRequest.getDefaultInstance());
			assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
			ListenableFuture<Book> call = LibraryGrpc.newFutureStub(server.channel).getBook(SLOW);
			server.seen();
			int port = server.port();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(server.context::close,
					(task) -> new Thread(task).start());
			assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
			Awaitility.await().untilAsserted(() -> assertRefused(port));
			server.service().release.countDown();
			assertThat(call.get(10, TimeUnit.SECONDS).getName()).isEqualTo("slow");
			stop.get(20, TimeUnit.SECONDS);
			assertThat(output).contains("Stopped in").contains("1 calls drained");
		}
	}

	@Test
	void whenAllThreadsWaitThenHealthIsAnswered() throws Exception {
		try (RpcServer server = new RpcServer("spring.threads.virtual.enabled=false",
				"sprocket.rpc.server.threads=1")) {
			ListenableFuture<Book> waiting = LibraryGrpc.newFutureStub(server.channel).getBook(SLOW);
			server.seen();
			assertThat(HealthGrpc.newBlockingStub(server.channel)
				.withDeadlineAfter(10, TimeUnit.SECONDS)
				.check(HealthCheckRequest.getDefaultInstance())
				.getStatus()).isEqualTo(ServingStatus.SERVING);
			server.service().release.countDown();
			assertThat(waiting.get(10, TimeUnit.SECONDS).getName()).isEqualTo("slow");
		}
	}

	@Test
	void whenHealthIsOffThenCallsInProgressAreAnsweredAllTheSame(CapturedOutput output) throws Exception {
		try (RpcServer server = new RpcServer("spring.grpc.server.health.enabled=false")) {
			ListenableFuture<Book> call = LibraryGrpc.newFutureStub(server.channel).getBook(SLOW);
			server.seen();
			int port = server.port();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(server.context::close,
					(task) -> new Thread(task).start());
			Awaitility.await().untilAsserted(() -> assertRefused(port));
			server.service().release.countDown();
			assertThat(call.get(10, TimeUnit.SECONDS).getName()).isEqualTo("slow");
			stop.get(20, TimeUnit.SECONDS);
			assertThat(output).contains("1 calls drained");
		}
	}

	@Test
	void whenReflectionIsNotAskedForThenItIsThereInDevOnly() {
		try (RpcServer server = new RpcServer()) {
			assertThat(server.context.containsBean("grpcServerReflectionService")).isFalse();
		}
		try (RpcServer server = new RpcServer("spring.profiles.active=dev")) {
			assertThat(server.context.containsBean("grpcServerReflectionService")).isTrue();
		}
	}

	@Test
	void whenPortIsTakenThenAddressAndRemedyAreNamed(CapturedOutput output) {
		try (RpcServer server = new RpcServer()) {
			assertThatThrownBy(() -> new RpcServer("spring.grpc.server.port=" + server.port()).close());
			assertThat(output).contains("The gRPC server cannot listen on")
				.contains(":" + server.port() + ": ")
				.contains("Address already in use")
				.contains("or set spring.grpc.server.port to another port; 0 takes a free one.");
		}
	}

	private static ServingStatus health(RpcServer server, String service) {
		return HealthGrpc.newBlockingStub(server.channel)
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus();
	}

	private static void assertRefused(int port) {
		ManagedChannel other = Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()).build();
		try {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> LibraryGrpc.newBlockingStub(other).listBooks(ListBooksRequest.getDefaultInstance()))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
		}
		finally {
			other.shutdownNow();
		}
	}

}
