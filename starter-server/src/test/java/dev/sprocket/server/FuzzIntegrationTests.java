// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class FuzzIntegrationTests {

	private static final int ROUNDS = "full".equals(System.getProperty("sprocket.scale")) ? 20_000 : 400;

	private static final String TOKEN = "correct-horse";

	private static final List<String> REQUESTS = List.of(
			"POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{\"name\":\"a\",\"tags\":[\"x\"]}",
			"GET /hello/world?a=b&c=%20 HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nX-Request-Id: 1\r\n\r\n",
			"POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n6\r\ne\":1}\n\r\n0\r\n\r\n",
			"GET /actuator/env HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n",
			"POST /actuator/loggers/ROOT HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
			"GET /livez HTTP/1.1\r\nHost: a\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n",
			"GET /error HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nRange: bytes=0-1\r\n\r\n");

	private static final List<String> OPERATED = List.of("health", "info", "opinions", "lifecycle", "metrics/jvm.info",
			"loggers/fuzz", "scheduledtasks", "nothing");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "server.tomcat.connection-timeout=400ms",
				"server.tomcat.keep-alive-timeout=400ms", "sprocket.management.token=" + TOKEN);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenBytesAreMutatedThenNothingLeaksAndNothingHangs() throws IOException {
		Random random = new Random(20_261_120);
		for (int round = 0; round < ROUNDS; round++) {
			byte[] bytes = mutate(REQUESTS.get(random.nextInt(REQUESTS.size())).getBytes(StandardCharsets.ISO_8859_1),
					random);
			int port = random.nextBoolean() ? server.port() : server.managementPort();
			check(bytes, exchange(port, bytes));
		}
		assertThat(server.get("/hello/world").statusCode()).isEqualTo(200);
	}

	@Test
	void whenRequestIsTruncatedAnywhereThenNothingLeaksAndNothingHangs() throws IOException {
		String request = REQUESTS.get(0);
		for (int length = 1; length < request.length(); length += 7) {
			byte[] bytes = request.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
			check(bytes, exchange(server.port(), bytes));
		}
	}

	@Test
	void whenAnOperatorSendsMutatedBytesThenNothingLeaksAndNothingHangs() throws IOException {
		Random random = new Random(20_261_124);
		for (int round = 0; round < ROUNDS / 2; round++) {
			String request = (random.nextBoolean() ? "GET" : "POST") + " /actuator/"
					+ OPERATED.get(random.nextInt(OPERATED.size()))
					+ "?a=b HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
					+ "\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n"
					+ "{\"configuredLevel\":\"DEBUG\"}".substring(0, 26);
			byte[] bytes = mutate(request.getBytes(StandardCharsets.ISO_8859_1), random);
			String answer = exchange(server.managementPort(), bytes);
			if (!answer.startsWith("HTTP/1.1 2")) {
				check(bytes, answer);
			}
		}
		assertThat(server.get("/hello/world").statusCode()).isEqualTo(200);
	}

	private static byte[] mutate(byte[] request, Random random) {
		int kind = random.nextInt(4);
		if (kind == 0) {
			return Arrays.copyOf(request, random.nextInt(request.length) + 1);
		}
		byte[] bytes = request.clone();
		if (kind == 1) {
			random.nextBytes(bytes);
			return bytes;
		}
		for (int change = 0; change < ((kind == 2) ? 1 : 8); change++) {
			int position = random.nextInt(bytes.length);
			bytes[position] = (byte) random.nextInt(256);
		}
		return bytes;
	}

	private static String exchange(int port, byte[] bytes) throws IOException {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(bytes);
			socket.shutdownOutput();
			socket.getInputStream().transferTo(answer);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("Hangs on " + new String(bytes, StandardCharsets.ISO_8859_1), ex);
		}
		catch (IOException ex) {
			return answer.toString(StandardCharsets.ISO_8859_1);
		}
		return answer.toString(StandardCharsets.ISO_8859_1);
	}

	private static void check(byte[] request, String answer) {
		String sent = new String(request, StandardCharsets.ISO_8859_1);
		assertThat(answer).as(sent)
			.doesNotContain("Exception", "org.springframework", "org.apache", "java.lang", "dev.sprocket", "\tat ",
					"<html");
		if (answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 5")) {
			assertThat(answer).as(sent).contains("application/problem+json", "X-Request-Id");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		@GetMapping("/hello/{name}")
		Map<String, String> hello(@PathVariable String name) {
			return Map.of("name", name);
		}

		@PostMapping("/items")
		Item create(@RequestBody Item item) {
			return item;
		}

	}

	record Item(String name, List<String> tags) {

	}

}
