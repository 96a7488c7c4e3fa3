// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ProbeIntegrationTests {

	@Test
	void whenWarmUpRunsThenOnlyLivenessIsUp() throws Exception {
		try (TestServer server = TestServer.start(WarmUp.class)) {
			WarmUp warmUp = server.context().getBean(WarmUp.class);
			assertThat(warmUp.seen).isEqualTo(Map.of("liveness", 200, "readiness", 503, "startup", 503));
			assertThat(probes(server.managementPort()))
				.isEqualTo(Map.of("liveness", 200, "readiness", 200, "startup", 200));
		}
	}

	@Test
	void whenStopWaitsForLoadBalancersThenReadinessIsDownAndRequestsAreServed() throws Exception {
		try (TestServer server = TestServer.start(WarmUp.class, "sprocket.lifecycle.propagation-delay=3s")) {
			int port = server.managementPort();
			assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
			CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
			Awaitility.await().until(() -> server.get("/readyz").statusCode() == 503);
			assertThat(server.get("/livez").statusCode()).isEqualTo(200);
			assertThat(probes(port)).containsEntry("readiness", 503).containsEntry("liveness", 200);
			assertThat(stop).isNotDone();
			stop.join();
		}
	}

	@Test
	void whenPortOfTheServiceIsTakenThenThePropertyIsNamed(CapturedOutput output) {
		try (TestServer server = TestServer.start(WarmUp.class)) {
			int port = server.port();
			assertThatException().isThrownBy(() -> TestServer.start(WarmUp.class, "server.port=" + port).close());
			assertThat(output).contains("Port " + port + " (server.port) is already in use.",
					"Stop the process that listens on port " + port + ", or set server.port to a free port.");
		}
	}

	private static Map<String, Integer> probes(int port) throws IOException, InterruptedException {
		Map<String, Integer> statuses = new TreeMap<>();
		for (String probe : new String[] { "liveness", "readiness", "startup" }) {
			URI uri = URI.create("http://localhost:" + port + "/actuator/health/" + probe);
			statuses.put(probe,
					HttpClient.newHttpClient()
						.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
						.statusCode());
		}
		return statuses;
	}

	@Configuration(proxyBeanMethods = false)
	static class WarmUp {

		private Map<String, Integer> seen = Map.of();

		@Bean
		ApplicationRunner warmUp(Environment environment) {
			return (arguments) -> this.seen = probes(
					environment.getRequiredProperty("local.management.port", Integer.class));
		}

	}

}
