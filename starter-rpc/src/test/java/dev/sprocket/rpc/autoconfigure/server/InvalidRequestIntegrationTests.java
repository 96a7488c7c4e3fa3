// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

import com.google.rpc.BadRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.CreateBookRequest;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A request that Bean Validation refuses, over gRPC and as JSON.
 */
@TestInstance(Lifecycle.PER_CLASS)
class InvalidRequestIntegrationTests {

	private ConfigurableApplicationContext context;

	private ManagedChannel channel;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).run("--spring.grpc.server.port=0",
				"--server.port=0", "--management.server.port=0");
		int port = this.context.getBean("nettyGrpcServerLifecycle", GrpcServerLifecycle.class).getPort();
		this.channel = Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()).build();
	}

	@AfterAll
	void stop() {
		this.channel.shutdownNow();
		this.context.close();
	}

	@Test
	void whenOneFieldIsNotValidThenItIsNamed() throws Exception {
		com.google.rpc.Status status = failure(CreateBookRequest.newBuilder()
			.setParent("shelves/1")
			.setBook(Book.newBuilder().setTitle("Title").setPages(-1))
			.build());
		assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
		assertThat(status.getMessage()).isEqualTo("'books[0].pages' must be greater than 0.");
		BadRequest.FieldViolation violation = status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0);
		assertThat(violation.getField()).isEqualTo("books[0].pages");
		assertThat(violation.getDescription()).isEqualTo("must be greater than 0");
	}

	@Test
	void whenSeveralFieldsAreNotValidThenAllAreNamed() throws Exception {
		com.google.rpc.Status status = failure(CreateBookRequest.getDefaultInstance());
		assertThat(status.getMessage()).isEqualTo("3 parts of the request are not valid.");
		assertThat(status.getDetails(1).unpack(BadRequest.class).getFieldViolationsList())
			.extracting(BadRequest.FieldViolation::getField)
			.containsExactlyInAnyOrder("parent", "books[0].title", "books[0].pages");
	}

	@Test
	void whenCalledAsJsonThenFieldsAreJsonPointers() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:%s/v1/shelves/1/books"
				.formatted(this.context.getEnvironment().getProperty("local.server.port"))))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"title\":\"Title\"}"))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.body()).contains("\"code\":\"INVALID_ARGUMENT\"", "\"pointer\":\"/books/0/pages\"",
				"\"detail\":\"must be greater than 0\"");
	}

	@Test
	void whenOwnResultIsNotValidThenItIsAnUnexpectedError() {
		StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
				() -> library().getBook(GetBookRequest.getDefaultInstance()));
		assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(failure).hasMessageContaining("Unexpected error, request ");
	}

	private com.google.rpc.Status failure(CreateBookRequest request) {
		return StatusProto
			.fromThrowable(catchThrowableOfType(StatusRuntimeException.class, () -> library().createBook(request)));
	}

	private LibraryBlockingStub library() {
		return LibraryGrpc.newBlockingStub(this.channel);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CheckedLibrary.class)
	static class Application {

	}

	/**
	 * Checks what it is given.
	 */
	@GrpcService
	static class CheckedLibrary extends LibraryGrpc.LibraryImplBase {

		private final Validator validator;

		CheckedLibrary(Validator validator) {
			this.validator = validator;
		}

		@Override
		public void createBook(CreateBookRequest request, StreamObserver<Book> answer) {
			Book book = request.getBook();
			check(new NewBooks(request.getParent(), List.of(new NewBook(book.getTitle(), book.getPages()))));
			answer.onNext(book);
			answer.onCompleted();
		}

		private void check(NewBooks books) {
			Set<ConstraintViolation<NewBooks>> violations = this.validator.validate(books);
			if (!violations.isEmpty()) {
				throw new ConstraintViolationException(violations);
			}
		}

		@Override
		public void getBook(GetBookRequest request, StreamObserver<Book> answer) {
			try {
				Set<ConstraintViolation<CheckedResult>> violations = this.validator.forExecutables()
					.validateReturnValue(new CheckedResult(), CheckedResult.class.getMethod("title"), "");
				throw new ConstraintViolationException(violations);
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * What is checked.
	 *
	 * @param parent the shelf
	 * @param books the books
	 */
	record NewBooks(@NotBlank String parent, List<@Valid NewBook> books) {

	}

	/**
	 * A part of it.
	 *
	 * @param title the title
	 * @param pages how many pages
	 */
	record NewBook(@NotBlank String title, @Positive long pages) {

	}

	/**
	 * Promises a result that it does not give.
	 */
	public static class CheckedResult {

		/**
		 * Return a title.
		 * @return nothing
		 */
		@NotBlank
		public String title() {
			return "";
		}

	}

}
