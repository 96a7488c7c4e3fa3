// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ManagementAloneIntegrationTests {

	@Test
	void whenNothingElseRunsThenTheProcessLivesAndShowsItselfUntilItIsStopped() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Worker.class.getName(),
				"--management.server.port=0", "--spring.application.name=worker")
			.redirectErrorStream(true)
			.start();
		try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
			String base = listening(log);
			assertThat(get(base + "/health/liveness")).contains("UP");
			assertThat(get(base + "/health/startup")).contains("UP");
			assertThat(get(base + "/prometheus")).contains("build{", "application=\"worker\"");
			assertThat(process.isAlive()).isTrue();
			process.destroy();
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String listening(BufferedReader log) throws IOException {
		StringBuilder seen = new StringBuilder();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			seen.append(line).append('\n');
			int at = line.indexOf("listens: management http");
			if (at >= 0) {
				assertThat(line).contains("Service worker").doesNotContain("HTTP http");
				String rest = line.substring(at + "listens: management ".length());
				return rest.split("[\"\\s]")[0];
			}
		}
		throw new AssertionError("Ended early:\n" + seen);
	}

	private static String get(String uri) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	@EnableAutoConfiguration
	public static class Worker {

		public static void main(String[] arguments) {
			SpringApplication.run(Worker.class, arguments);
		}

	}

}
