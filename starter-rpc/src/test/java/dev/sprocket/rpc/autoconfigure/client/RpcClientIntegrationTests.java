// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.ImportGrpcClients;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;
import dev.sprocket.rpc.DownstreamException;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;
import dev.sprocket.rpc.test.v1.ListBooksRequest;
import dev.sprocket.rpc.test.v1.ReserveBookRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a call of a client brings to the service that it calls.
 */
class RpcClientIntegrationTests {

	private final CalledLibrary called = new CalledLibrary();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		this.context.close();
		this.called.close();
	}

	@Test
	void whenUnaryCallHasNoDeadlineThenItGetsOursAndAStreamNone() throws InterruptedException {
		LibraryBlockingStub library = library();
		library.getBook(GetBookRequest.getDefaultInstance());
		assertThat(secondsLeft()).isBetween(5L, 10L);
		library.watchBooks(ListBooksRequest.getDefaultInstance()).forEachRemaining((book) -> {
		});
		assertThat(seen().deadline()).isNull();
	}

	@Test
	void whenDeadlineIsZeroThenACallHasNone() throws InterruptedException {
		library("sprocket.rpc.client.deadline=0").getBook(GetBookRequest.getDefaultInstance());
		assertThat(seen().deadline()).isNull();
	}

	@Test
	void whenChannelHasADeadlineByBootsPropertyThenItStands() throws InterruptedException {
		library("spring.grpc.client.channel.library.default.deadline=100s")
			.getBook(GetBookRequest.getDefaultInstance());
		assertThat(secondsLeft()).isBetween(50L, 100L);
	}

	@Test
	void whenCallHasADeadlineThenItStands() throws InterruptedException {
		library().withDeadlineAfter(200, TimeUnit.SECONDS).getBook(GetBookRequest.getDefaultInstance());
		assertThat(secondsLeft()).isBetween(100L, 200L);
	}

	@Test
	void whenCallThatThisOneIsMadeForEndsEarlierThenItsDeadlineIsPassedOn() throws Exception {
		LibraryBlockingStub library = library();
		ScheduledExecutorService scheduler = new ScheduledThreadPoolExecutor(1);
		try (Context.CancellableContext incoming = Context.current()
			.withDeadlineAfter(4, TimeUnit.SECONDS, scheduler)) {
			incoming.run(() -> library.getBook(GetBookRequest.getDefaultInstance()));
			assertThat(secondsLeft()).isBetween(1L, 4L);
		}
		finally {
			scheduler.shutdownNow();
		}
	}

	@Test
	void whenRequestThatThisCallIsMadeForEndsEarlierThenSoDoesTheCall() throws InterruptedException {
		LibraryBlockingStub library = library();
		RequestContext request = RequestContext.of("abc-1").withDeadlineAtMost(Instant.now().plusSeconds(5));
		RequestContext.Scope scope = request.open();
		try {
			library.watchBooks(ListBooksRequest.getDefaultInstance()).forEachRemaining((book) -> {
			});
		}
		finally {
			scope.close();
		}
		assertThat(secondsLeft()).isBetween(1L, 5L);
	}

	@Test
	void whenCallIsMadeForARequestThenItsIdAndTraceGoOn() throws InterruptedException {
		LibraryBlockingStub library = library();
		TraceContext trace = new TraceContext("0123456789abcdef0123456789abcdef", "0123456789abcdef", "01", "vendor=1");
		RequestContext.Scope request = RequestContext.of("abc-1").open();
		try {
			TraceContext.Scope traced = trace.open();
			try {
				library.getBook(GetBookRequest.getDefaultInstance());
			}
			finally {
				traced.close();
			}
		}
		finally {
			request.close();
		}
		CalledLibrary.Seen seen = seen();
		assertThat(seen.header("x-request-id")).isEqualTo("abc-1");
		assertThat(seen.header("traceparent")).isEqualTo(trace.toHeader());
		assertThat(seen.header("tracestate")).isEqualTo("vendor=1");
	}

	@Test
	void whenCallHasARequestIdOfItsOwnThenItStands() throws InterruptedException {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "own-1");
		LibraryBlockingStub library = library().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
		RequestContext.Scope request = RequestContext.of("abc-1").open();
		try {
			library.getBook(GetBookRequest.getDefaultInstance());
		}
		finally {
			request.close();
		}
		assertThat(seen().headers().getAll(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER)))
			.containsExactly("own-1");
	}

	@Test
	void whenProtoSaysThatAMethodMayBeCalledTwiceThenItIsTriedAgain() {
		fail(Status.UNAVAILABLE, 2);
		library().getBook(GetBookRequest.getDefaultInstance());
		assertThat(this.called.seen).hasSize(3);
	}

	@Test
	void whenThreeAttemptsFailedThenThereIsNoFourth() {
		fail(Status.UNAVAILABLE, 3);
		LibraryBlockingStub library = library();
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
				() -> library.getBook(GetBookRequest.getDefaultInstance()));
		assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.called.seen).hasSize(3);
	}

	@Test
	void whenProtoSaysNothingOfAMethodThenItIsCalledOnce() {
		fail(Status.UNAVAILABLE, 1);
		LibraryBlockingStub library = library();
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
				() -> library.reserveBook(ReserveBookRequest.getDefaultInstance()));
		assertThat(failure).hasMessage("UNAVAILABLE");
		assertThat(this.called.seen).hasSize(1);
	}

	@Test
	void whenServiceSaysNoThenItIsNotAskedAgain() {
		fail(Status.NOT_FOUND.withDescription("no such book"), 1);
		LibraryBlockingStub library = library();
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
				() -> library.getBook(GetBookRequest.getDefaultInstance()));
		assertThat(failure).hasMessage("NOT_FOUND: no such book");
		assertThat(failure.getCause()).isInstanceOfSatisfying(DownstreamException.class,
				(cause) -> assertThat(cause.method()).isEqualTo("sprocket.test.v1.Library/GetBook"));
		assertThat(this.called.seen).hasSize(1);
	}

	@Test
	void whenRetryIsOffThenACallIsMadeOnce() {
		fail(Status.UNAVAILABLE, 1);
		LibraryBlockingStub library = library("sprocket.rpc.client.retry.enabled=false");
		catchThrowableOfType(StatusRuntimeException.class, () -> library.getBook(GetBookRequest.getDefaultInstance()));
		assertThat(this.called.seen).hasSize(1);
	}

	@Test
	void whenOpinionsAreOffThenClientsArePlainBoot() throws InterruptedException {
		library("sprocket.opinions.enabled=false").getBook(GetBookRequest.getDefaultInstance());
		assertThat(seen().deadline()).isNull();
		assertThat(this.context.getBeansOfType(OutgoingCallInterceptor.class)).isEmpty();
		assertThat(this.context.getBeansOfType(RetryServiceConfig.class)).isEmpty();
		assertThat(this.context.getBeansOfType(InheritedConnectionSettings.class)).isEmpty();
	}

	private void fail(Status status, int times) {
		for (int i = 0; i < times; i++) {
			this.called.failures.add(status);
		}
	}

	private LibraryBlockingStub library(String... properties) {
		this.context = new SpringApplicationBuilder(Application.class)
			.properties("spring.main.web-application-type=none",
					"spring.grpc.client.channel.library.target=" + this.called.target())
			.run(Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new));
		return this.context.getBean(LibraryBlockingStub.class);
	}

	private CalledLibrary.Seen seen() throws InterruptedException {
		CalledLibrary.Seen seen = this.called.seen.poll(10, TimeUnit.SECONDS);
		assertThat(seen).isNotNull();
		return seen;
	}

	private long secondsLeft() throws InterruptedException {
		CalledLibrary.Seen seen = seen();
		assertThat(seen.deadline()).isNotNull();
		return seen.deadline().timeRemaining(TimeUnit.SECONDS);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportGrpcClients(target = "library", types = LibraryBlockingStub.class)
	static class Application {

	}

}
