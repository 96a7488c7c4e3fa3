// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class LimitIntegrationTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "sprocket.server.body-limit.size=1KB",
				"sprocket.server.body-limit.paths[/large/**]=64KB", "sprocket.server.body-limit.paths[/huge]=80KB",
				"sprocket.server.body-limit.total=80KB", "server.tomcat.connection-timeout=500ms",
				"server.tomcat.keep-alive-timeout=500ms", "server.tomcat.max-http-form-post-size=400B");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenBodyDeclaresTooMuchThenRefusedBeforeItIsRead() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1025\r\n"
					+ "Expect: 100-continue\r\n\r\n");
			assertThat(readAll(socket)).startsWith("HTTP/1.1 413")
				.contains("application/problem+json", "at most 1024 bytes", "CONTENT_TOO_LARGE")
				.doesNotContain("100 Continue");
		}
	}

	@Test
	void whenBodyHasTheSizeThenAccepted() {
		HttpResponse<String> response = server.post("/length", "x".repeat(1024), "Content-Type", "text/plain");
		assertThat(response.body()).isEqualTo("1024");
	}

	@Test
	void whenPathHasItsOwnSizeThenThatCounts() {
		HttpResponse<String> response = server.post("/large/length", "x".repeat(65_536), "Content-Type", "text/plain");
		assertThat(response.body()).isEqualTo("65536");
		assertThat(server.post("/large/length", "x".repeat(65_537), "Content-Type", "text/plain").statusCode())
			.isEqualTo(413);
	}

	@Test
	void whenChunkedBodyIsTooLargeThenCutOff() throws IOException {
		String chunk = "400\r\n" + "x".repeat(0x400) + "\r\n";
		String head = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
		String whole = server.exchange(head.replace("Host: a", "Host: a\r\nConnection: close") + chunk + "0\r\n\r\n");
		assertThat(whole).startsWith("HTTP/1.1 200").contains("1024");
		try (Socket socket = server.connect()) {
			send(socket, head + chunk + "1\r\nx\r\n");
			assertThat(readAll(socket)).startsWith("HTTP/1.1 413").contains("CONTENT_TOO_LARGE");
		}
	}

	@Test
	void whenASenderHearsNothingUntilAllIsSentThenItGetsTheAnswerAllTheSame() throws IOException {
		try (Socket socket = server.connect()) {
			int bytes = 40 * 1024 * 1024;
			send(socket, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: " + bytes
					+ "\r\nConnection: close\r\n\r\n");
			socket.getOutputStream().write(new byte[bytes]);
			assertThat(readAll(socket)).startsWith("HTTP/1.1 413").contains("CONTENT_TOO_LARGE");
		}
	}

	@Test
	void whenBodyStallsThenTimeoutProblem() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket,
					"POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n01");
			assertThat(readAll(socket)).startsWith("HTTP/1.1 408").contains("REQUEST_TIMEOUT", "Connection: close");
		}
	}

	@Test
	void whenBodyTricklesThenTimeoutProblem() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket,
					"POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n");
			assertThat(trickle(socket)).startsWith("HTTP/1.1 408")
				.contains("application/problem+json", "REQUEST_TIMEOUT", "Connection: close");
		}
	}

	@Test
	void whenFormTricklesThenConnectionIsClosed() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket, "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
					+ "Content-Length: 200\r\n\r\nname=");
			assertThat(trickle(socket)).isEmpty();
		}
	}

	@Test
	void whenFormIsTooLargeThenItsProblem() {
		HttpResponse<String> response = server.post("/form", "name=" + "x".repeat(500), "Content-Type",
				"application/x-www-form-urlencoded");
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).contains("CONTENT_TOO_LARGE");
		assertThat(server.post("/form", "name=x", "Content-Type", "application/x-www-form-urlencoded").body())
			.isEqualTo("x");
	}

	@Test
	void whenHeadersTrickleThenConnectionIsClosed() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket, "GET /length HTTP/1.1\r\nHost: a\r\nX-Slow: ");
			assertThat(trickle(socket)).isEmpty();
		}
	}

	@Test
	void whenHeaderStallsThenConnectionIsClosed() throws IOException {
		try (Socket socket = server.connect()) {
			send(socket, "POST /length HTTP/1.1\r\nHo");
			assertThat(readAll(socket)).isEmpty();
		}
	}

	@Test
	void whenConnectionIsIdleThenItIsClosed() throws IOException {
		try (Socket silent = server.connect(); Socket used = server.connect()) {
			send(used, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n01");
			assertThat(readAll(used)).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
			assertThat(readAll(silent)).isEmpty();
		}
	}

	@Test
	void whenChunkIsMalformedThenBadRequest() throws IOException {
		String answer = server.exchange("POST /length HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
	}

	@Test
	void whenALargeBodyIsAnnouncedThenItHoldsNoMemoryBeforeItComes() throws Exception {
		Api api = server.context().getBean(Api.class);
		try (Socket socket = server.connect()) {
			send(socket, "POST /huge HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 80000\r\n\r\n");
			api.reading.await();
			assertThat(server.post("/large/length", "x".repeat(50_000), "Content-Type", "text/plain").statusCode())
				.isEqualTo(200);
		}
	}

	@Test
	void whenBodiesHoldAllMemoryThenUnavailableUntilItIsGivenBack() throws Exception {
		Api api = server.context().getBean(Api.class);
		try (Socket socket = server.connect()) {
			send(socket,
					"POST /large/hold HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 40000\r\n\r\n"
							+ "x".repeat(40_000));
			api.held.await();
			HttpResponse<String> refused = server.post("/large/length", "x".repeat(50_000), "Content-Type",
					"text/plain");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.body()).contains("BODY_MEMORY_EXHAUSTED");
			assertThat(server.post("/length", "small", "Content-Type", "text/plain").statusCode()).isEqualTo(200);
			api.go.countDown();
			assertThat(socket.getInputStream().read()).isEqualTo('H');
		}
		Awaitility.await()
			.until(() -> server.post("/large/length", "x".repeat(50_000), "Content-Type", "text/plain")
				.statusCode() == 200);
	}

	/**
	 * Send a byte every 200 ms, which is well within the time that a client may stall,
	 * until the server has had enough.
	 * @param socket the connection
	 * @return everything up to the end of the connection
	 */
	private static String trickle(Socket socket) throws IOException {
		socket.setSoTimeout(200);
		for (int sent = 0; sent < 100; sent++) {
			send(socket, "x");
			try {
				int first = socket.getInputStream().read();
				return (first >= 0) ? (char) first + readAll(socket) : "";
			}
			catch (SocketTimeoutException ex) {
				continue;
			}
		}
		throw new AssertionError("The server reads on for ever");
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

	private static String readAll(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		final CountDownLatch reading = new CountDownLatch(1);

		final CountDownLatch held = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		@PostMapping({ "/length", "/large/length" })
		String length(@RequestBody byte[] body) {
			return String.valueOf(body.length);
		}

		@PostMapping("/huge")
		int read(InputStream body) throws IOException {
			this.reading.countDown();
			return body.read();
		}

		@PostMapping("/form")
		String form(@RequestParam String name) {
			return name;
		}

		@PostMapping("/large/hold")
		String hold(@RequestBody byte[] body) throws InterruptedException {
			this.held.countDown();
			this.go.await();
			return String.valueOf(body.length);
		}

	}

}
