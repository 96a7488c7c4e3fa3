// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of methods that stream.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class JsonStreamIntegrationTests {

	private static final JsonServer server = new JsonServer();

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenMethodStreamsThenEachMessageIsALine() throws Exception {
		HttpResponse<String> response = server.get("/v1/books:watch?page_size=3");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
		assertThat(response.body().lines().map(String::strip)).filteredOn((line) -> !line.isEmpty())
			.hasSize(3)
			.allMatch((line) -> line.startsWith("{\"name\":\"\""));
	}

	@Test
	void whenStreamIsEmptyThenSoIsTheAnswer() throws Exception {
		HttpResponse<String> response = server.get("/v1/books:watch");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isBlank();
	}

	@Test
	void whenEventsAreAcceptedThenEachMessageIsAnEvent() throws Exception {
		HttpResponse<String> response = server.get("/v1/books:watch?page_size=2", "Accept", "text/event-stream");
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
		assertThat(response.body().split("\n\n")).filteredOn((event) -> !event.startsWith(":"))
			.hasSize(2)
			.allMatch((event) -> event.startsWith("data: {"));
	}

	@Test
	void whenStreamFailsThenTheErrorEndsIt() throws Exception {
		String lines = server.get("/v1/books:watch?page_size=1&filter.author=enough").body();
		assertThat(lines.lines().toList().get(1).strip()).startsWith("{\"error\":{\"type\":\"about:blank\"")
			.contains("\"status\":429", "\"detail\":\"enough\"", "\"code\":\"RESOURCE_EXHAUSTED\"", "\"requestId\"");
		String events = server.get("/v1/books:watch?page_size=1&filter.author=enough", "Accept", "text/event-stream")
			.body();
		assertThat(events).contains("\n\nevent: error\ndata: {\"error\":{");
	}

	@Test
	void whenStreamFailsBeforeItBeginsThenItIsAProblem() throws Exception {
		JsonServer.assertProblem(server.get("/v1/books:watch?filter.author=enough"), 429, "RESOURCE_EXHAUSTED");
	}

	@Test
	void whenCallerLeavesAStreamThenTheCallIsCancelled() throws Exception {
		HttpResponse<InputStream> response = server.client
			.send(server.request("/v1/books:watch?descending=true").build(), BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(1000)).hasSize(1000);
		}
		assertThat(server.library().cancelled.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenCallerLeavesAnEventStreamThatIsIdleThenTheCallIsCancelled() throws Exception {
		HttpRequest.Builder request = server.request("/v1/books:watch?page_size=-1", "Accept", "text/event-stream");
		HttpResponse<InputStream> response = server.client.send(request.build(), BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo(":\n\n");
		}
		assertThat(server.library().silentCancelled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenCallerLeavesLinesThatAreIdleThenTheCallIsCancelled() throws Exception {
		HttpResponse<InputStream> response = server.client.send(server.request("/v1/books:watch?page_size=-1").build(),
				BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("   ");
		}
		assertThat(server.library().silentCancelled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, Cannot find type for url", "1, Timestamp is not valid" })
	void whenMessageCannotBePrintedThenTheStreamEndsWithAnErrorThatIsReported(int which, String reason,
			CapturedOutput output) throws Exception {
		server.reported.clear();
		String path = "/v1/books:watch?published_after=1970-01-01T00:00:00Z&page_size=" + which;
		List<String> lines = server.get(path, "X-Request-Id", "unprintable-" + which)
			.body()
			.lines()
			.map(String::strip)
			.toList();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("\"title\":\"one\"");
		assertThat(lines.get(1)).startsWith("{\"error\":{")
			.contains("\"status\":500", "\"code\":\"INTERNAL\"", "\"requestId\":\"unprintable-" + which + "\"")
			.doesNotContain("secret", "Timestamp");
		assertThat(server.reported.poll(10, TimeUnit.SECONDS)).hasMessageContaining(reason);
		assertThat(output).contains("sprocket.test.v1.Library/WatchBooks");
		assertThat(server.library().unprintableCancelled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenCallerDoesNotReadThenTheServiceIsNotReadyForMore() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.getOutputStream()
				.write("GET /v1/books:watch?descending=true HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			AtomicInteger before = new AtomicInteger(-1);
			await().atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(500))
				.until(() -> server.library().sent.get() == before.getAndSet(server.library().sent.get()));
		}
	}

}
