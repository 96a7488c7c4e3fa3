// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that brings Micrometer Tracing.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingIntegrationTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.startTraced(Api.class, "management.tracing.sampling.probability=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenTheLibraryTracesThenOurFiltersStepAside() {
		Map<String, ?> filters = ((ServletWebServerApplicationContext) server.context()).getServletContext()
			.getFilterRegistrations();
		assertThat(filters).containsKeys("requestIdFilter", "webMvcObservationFilter")
			.doesNotContainKeys("traceFilter", "requestMetricsFilter");
	}

	@Test
	void whenCallerTracesThenTheTraceIsHandedOnOnce(CapturedOutput output) {
		HttpResponse<String> response = server.get(call(), "traceparent", PARENT, "X-Request-Id", "order-8");
		assertThat(response.body()).containsPattern("\"traceparent\":\\[\"00-" + TRACE + "-[0-9a-f]{16}-01\"]")
			.doesNotContain("00f067aa0ba902b7")
			.contains("\"X-Request-Id\":[\"order-8\"]");
		assertThat(output.toString().lines().filter((line) -> line.contains("order-8"))).hasSize(2)
			.allMatch((line) -> line.contains(TRACE));
	}

	@Test
	void whenNobodyTracedThenTheLibraryBeginsATraceAndItIsHandedOnOnce() {
		Matcher parents = Pattern.compile("\"traceparent\":\\[([^\\]]*)]").matcher(server.get(call()).body());
		assertThat(parents.find()).isTrue();
		assertThat(parents.group(1)).matches("\"00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]\"");
	}

	@Test
	void whenPrometheusAsksForExemplarsThenBucketsNameATrace() {
		server.get("/headers", "traceparent", PARENT);
		Awaitility.await()
			.untilAsserted(() -> assertThat(openMetrics().lines()
				.filter((line) -> line.startsWith("http_server_requests_seconds_bucket")
						&& line.contains("uri=\"/headers\"")))
				.anyMatch((line) -> line.matches(".*# \\{.*trace_id=\"[0-9a-f]{32}\".*")));
	}

	private static String call() {
		return "/call?target=http://localhost:" + server.port() + "/headers";
	}

	private static String openMetrics() {
		URI uri = URI.create("http://localhost:" + server.managementPort() + "/actuator/prometheus");
		return server.send(HttpRequest.newBuilder(uri).header("Accept", "application/openmetrics-text; version=1.0.0"))
			.body();
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		private static final Logger logger = LoggerFactory.getLogger(Api.class);

		private final RestClient client;

		Api(RestClient.Builder builder) {
			this.client = builder.build();
		}

		@GetMapping("/call")
		String call(@RequestParam String target) {
			logger.info("calling");
			String body = this.client.get().uri(target).retrieve().body(String.class);
			return (body != null) ? body : "";
		}

		@GetMapping("/headers")
		Map<String, List<String>> headers(@RequestHeader HttpHeaders headers) {
			logger.info("called");
			Map<String, List<String>> all = new TreeMap<>();
			headers.forEach(all::put);
			return all;
		}

	}

}
