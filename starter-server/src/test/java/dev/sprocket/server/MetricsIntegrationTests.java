// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.micrometer.observation.ObservationHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsIntegrationTests {

	private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

	private static final int LINT = 3;

	@Test
	void whenMeasuredLightlyThenTheMeterIsBoots() throws Exception {
		List<String> ours;
		try (TestServer server = TestServer.start(Api.class)) {
			use(server);
			ours = series(server);
		}
		try (TestServer server = TestServer.start(Api.class, "sprocket.server.http-metrics=observation")) {
			use(server);
			assertThat(ours).isEqualTo(series(server));
		}
	}

	@Test
	void whenRouteIsUnknownThenOneSharedLabel() throws Exception {
		try (TestServer server = TestServer.start(Api.class)) {
			server.get("/wp-admin");
			server.get("/secret/17");
			server.send(server.request("/hello/x").method("BREW", HttpRequest.BodyPublishers.noBody()));
			Awaitility.await().until(() -> series(server).size() >= 2);
			assertThat(series(server)).allMatch((line) -> line.contains("uri=\"UNKNOWN\""))
				.anyMatch((line) -> line.contains("method=\"UNKNOWN\""))
				.noneMatch((line) -> line.contains("secret"));
		}
	}

	@Test
	void whenAsynchronousOrFailedThenMeasuredOnce() throws Exception {
		try (TestServer server = TestServer.start(Api.class)) {
			server.get("/async");
			server.get("/fail");
			Awaitility.await()
				.untilAsserted(() -> assertThat(prometheus(server)).contains("http_server_requests_seconds_count{"
						+ "application=\"application\",error=\"none\",exception=\"none\",method=\"GET\",outcome=\"SUCCESS\","
						+ "status=\"200\",uri=\"/async\"} 1", "exception=\"IllegalStateException\"",
						"status=\"500\",uri=\"/fail\"} 1"));
		}
	}

	@Test
	void whenLatencyIsMeasuredThenThereAreBuckets() throws Exception {
		try (TestServer server = TestServer.start(Api.class)) {
			server.get("/hello/x");
			Awaitility.await()
				.untilAsserted(() -> assertThat(prometheus(server)).contains("uri=\"/hello/{name}\",le=\"0.005\"}",
						"le=\"10.0\"}", "build{"));
		}
	}

	@Test
	void whenSomethingElseHangsOnTheObservationThenBootsStays() {
		try (TestServer server = TestServer.start(WithHandler.class)) {
			assertThat(registrations(server))
				.anyMatch((registration) -> registration.getFilter() instanceof ServerHttpObservationFilter
						&& registration.isEnabled());
		}
		try (TestServer server = TestServer.start(Api.class, "management.observations.key-values.region=eu")) {
			assertThat(registrations(server))
				.anyMatch((registration) -> registration.getFilter() instanceof ServerHttpObservationFilter
						&& registration.isEnabled());
		}
	}

	@Test
	void whenPromtoolChecksThenItSaysNothingAboutOurs() throws Exception {
		boolean installed = Files.isExecutable(PROMTOOL);
		if (!Boolean.getBoolean("sprocket.test.require-servers")) {
			Assumptions.assumeTrue(installed, "promtool (Debian package prometheus) is not installed");
		}
		assertThat(installed).as("promtool (Debian package prometheus) is installed").isTrue();
		try (TestServer server = TestServer.start(Api.class)) {
			use(server);
			Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "metrics").redirectErrorStream(true)
				.start();
			process.getOutputStream().write(prometheus(server).getBytes(StandardCharsets.UTF_8));
			process.getOutputStream().close();
			String verdict = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(verdict).isIn(0, LINT);
			assertThat(verdict).doesNotContain("error while");
			assertThat(verdict.lines()).noneMatch((line) -> line.startsWith("http_server") || line.startsWith("build"));
		}
	}

	private static List<FilterRegistrationBean<?>> registrations(TestServer server) {
		return server.context()
			.getBeanProvider(FilterRegistrationBean.class)
			.stream()
			.<FilterRegistrationBean<?>>map((registration) -> registration)
			.toList();
	}

	private static void use(TestServer server) throws IOException {
		server.get("/hello/x");
		server.get("/hello/y");
		server.send(server.request("/hello/z").method("HEAD", HttpRequest.BodyPublishers.noBody()));
		server.get("/async");
		Awaitility.await().until(() -> series(server).size() >= 3);
	}

	private static List<String> series(TestServer server) {
		return prometheus(server).lines()
			.filter((line) -> line.startsWith("http_server_requests_seconds_count"))
			.sorted()
			.toList();
	}

	private static String prometheus(TestServer server) {
		URI uri = URI.create("http://localhost:" + server.managementPort() + "/actuator/prometheus");
		return server.send(HttpRequest.newBuilder(uri)).body();
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		@GetMapping("/hello/{name}")
		String hello(@PathVariable String name) {
			return name;
		}

		@GetMapping("/async")
		Callable<String> async() {
			return () -> "later";
		}

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("no");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithHandler {

		@Bean
		ObservationHandler<?> handler() {
			return (context) -> false;
		}

	}

}
