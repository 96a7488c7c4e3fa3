// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DrainIntegrationTests {

	private static final String QUICK = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";

	private TestServer server;

	private Api api;

	@BeforeEach
	void start() {
		this.server = TestServer.start(Api.class, "spring.lifecycle.timeout-per-shutdown-phase=5s",
				"server.http2.enabled=true");
		this.api = this.server.context().getBean(Api.class);
	}

	@AfterEach
	void stop() {
		this.api.go.countDown();
		this.server.close();
	}

	@Test
	void whenHeadersAreHalfReadThenTheRequestIsAnswered(CapturedOutput output) throws Exception {
		try (Socket socket = this.server.connect(); Socket keptAlive = this.server.connect()) {
			assertThat(roundTrip(socket, QUICK + "GET /quick HTTP/1.1\r\nHo")).contains("200");
			assertThat(roundTrip(keptAlive, QUICK + "GET /qui")).contains("200")
				.doesNotContainIgnoringCase("Connection: close");
			CompletableFuture<Void> stop = stopUntilPortIsClosed();
			send(socket, "st: a\r\n\r\n");
			send(keptAlive, "ck HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(readAll(socket)).contains("200", "Connection: close", "quick");
			assertThat(readAll(keptAlive)).contains("200", "Connection: close", "quick");
			stop.join();
		}
		assertThat(output).contains("2 requests drained").doesNotContain("1 abandoned");
	}

	@Test
	void whenUploadIsUnderWayThenItIsFinished() throws Exception {
		try (Socket socket = this.server.connect()) {
			send(socket,
					"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n01234");
			this.api.begun.await();
			CompletableFuture<Void> stop = stopUntilPortIsClosed();
			send(socket, "56789");
			assertThat(readAll(socket)).contains("200", "Connection: close", "0123456789");
			stop.join();
		}
	}

	@Test
	void whenHandlerIsSlowThenItsAnswerEndsTheConnection() throws Exception {
		try (Socket socket = this.server.connect()) {
			send(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
			this.api.begun.await();
			CompletableFuture<Void> stop = stopUntilPortIsClosed();
			this.api.go.countDown();
			assertThat(readAll(socket)).contains("200", "Connection: close", "slow");
			stop.join();
		}
	}

	@Test
	void whenConnectionWaitsToBeAcceptedThenItIsServed() throws Exception {
		List<Socket> waiting = new ArrayList<>();
		try (TestServer full = TestServer.start(Api.class, "server.tomcat.max-connections=1");
				Socket accepted = full.connect()) {
			send(accepted, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
			Api handler = full.context().getBean(Api.class);
			handler.begun.await();
			for (int client = 0; client < 20; client++) {
				Socket socket = full.connect();
				send(socket, QUICK);
				waiting.add(socket);
			}
			CompletableFuture<Void> stop = CompletableFuture.runAsync(full::close);
			for (Socket socket : waiting) {
				assertThat(readAll(socket)).contains("200", "Connection: close", "quick");
			}
			handler.go.countDown();
			assertThat(readAll(accepted)).contains("200", "Connection: close", "slow");
			stop.join();
		}
		finally {
			for (Socket socket : waiting) {
				socket.close();
			}
		}
	}

	@Test
	void whenRequestsArePipelinedThenTheFirstAnswerTellsToClose() throws Exception {
		try (Socket socket = this.server.connect()) {
			send(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
			this.api.begun.await();
			CompletableFuture<Void> stop = stopUntilPortIsClosed();
			this.api.go.countDown();
			assertThat(readAll(socket)).contains("200", "Connection: close", "slow");
			stop.join();
		}
	}

	@Test
	void whenConnectionsAreIdleThenTheStopIsQuick() throws Exception {
		try (Socket socket = this.server.connect()) {
			roundTrip(socket, QUICK);
			long begin = System.nanoTime();
			this.server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
			assertThat(readAll(socket)).isEmpty();
		}
	}

	@Test
	void whenEventsAreStreamedThenTheStreamEndsAtTheStop() throws Exception {
		try (Socket socket = this.server.connect()) {
			String begin = roundTrip(socket, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
			long began = System.nanoTime();
			this.server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
			assertThat(begin + readAll(socket)).contains("200", "text/event-stream", "data:hello")
				.endsWith("0\r\n\r\n");
		}
	}

	@Test
	void whenStreamBeginsDuringTheStopThenItEndsAtOnce() throws Exception {
		try (Socket socket = this.server.connect()) {
			roundTrip(socket, QUICK + "GET /events HTTP/1.1\r\nHo");
			CompletableFuture<Void> stop = stopUntilPortIsClosed();
			send(socket, "st: a\r\n\r\n");
			assertThat(readAll(socket)).contains("200", "data:hello");
			stop.join();
		}
	}

	@Test
	void whenHandlerNeverEndsThenItIsAbandonedOnce(CapturedOutput output) throws Exception {
		try (Socket socket = this.server.connect()) {
			send(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
			this.api.begun.await();
			long begin = System.nanoTime();
			this.server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(5),
					Duration.ofSeconds(9));
		}
		assertThat(output).contains("1 abandoned");
	}

	@Test
	@EnabledForJreRange(minVersion = 24, disabledReason = "the HTTP client of older JDKs drops its streams on GOAWAY")
	void whenStreamOfHttp2IsUnderWayThenItIsFinishedAndTheConnectionGoesAway() throws Exception {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
		HttpResponse<String> first = client.send(this.server.request("/quick").build(), BodyHandlers.ofString());
		assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
		CompletableFuture<HttpResponse<String>> slow = client.sendAsync(this.server.request("/slow").build(),
				BodyHandlers.ofString());
		this.api.begun.await();
		CompletableFuture<Void> stop = stopUntilPortIsClosed();
		this.api.go.countDown();
		assertThat(slow.join().body()).contains("slow");
		assertThat(slow.join().version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(slow.join().headers().map()).doesNotContainKey("connection");
		stop.join();
	}

	@Test
	void whenLoadGoesOnThenNoRequestIsCut() throws Exception {
		Load load = new Load(this.server.port(), 16);
		load.start();
		Awaitility.await().until(() -> load.answered() > 2_000);
		this.server.close();
		load.join();
		assertThat(load.cut()).isZero();
		assertThat(load.toldToClose()).isPositive();
	}

	private CompletableFuture<Void> stopUntilPortIsClosed() {
		int port = this.server.port();
		CompletableFuture<Void> stop = CompletableFuture.runAsync(this.server::close);
		Awaitility.await().until(() -> isRefused(port));
		return stop;
	}

	private static boolean isRefused(int port) throws IOException {
		try {
			new Socket("127.0.0.1", port).close();
			return false;
		}
		catch (ConnectException ex) {
			return true;
		}
	}

	private static void send(Socket socket, String text) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	private static String roundTrip(Socket socket, String text) throws IOException {
		send(socket, text);
		byte[] answer = new byte[4096];
		int length = socket.getInputStream().read(answer);
		return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
	}

	private static String readAll(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		@GetMapping("/quick")
		Map<String, String> quick() {
			return Map.of("a", "quick");
		}

		@GetMapping("/slow")
		Map<String, String> slow() throws InterruptedException {
			this.begun.countDown();
			this.go.await();
			return Map.of("a", "slow");
		}

		@PostMapping("/echo")
		String echo(InputStream body) throws IOException {
			String first = new String(body.readNBytes(1), StandardCharsets.UTF_8);
			this.begun.countDown();
			return first + new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}

		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter(0L);
			emitter.send("hello");
			this.begun.countDown();
			return emitter;
		}

	}

}
