// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import dev.sprocket.context.RequestContext;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RequestIntegrationTests {

	private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "spring.application.name=orders");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenCallerSendsAnIdThenItIsEchoedAndLogged(CapturedOutput output) {
		HttpResponse<String> response = server.get("/log", "X-Request-Id", "order-7");
		assertThat(response.headers().firstValue("X-Request-Id")).hasValue("order-7");
		assertThat(output.toString().lines().filter((line) -> line.contains("handling"))).singleElement()
			.asString()
			.contains("\"requestId\":\"order-7\"", "\"name\":\"orders\"");
	}

	@Test
	void whenIdIsMissingOrMalformedThenATimeOrderedOneIsMade() {
		String first = server.get("/log").headers().firstValue("X-Request-Id").orElseThrow();
		String second = server.get("/log", "X-Request-Id", "a b").headers().firstValue("X-Request-Id").orElseThrow();
		assertThat(first).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
		assertThat(second).isGreaterThan(first);
	}

	@Test
	void whenRequestIsAsynchronousThenItsIdAndTraceFollow(CapturedOutput output) {
		HttpResponse<String> response = server.get("/async", "X-Request-Id", "a-1", "traceparent", PARENT);
		assertThat(response.body()).isEqualTo("a-1");
		assertThat(response.headers().firstValue("X-Request-Id")).hasValue("a-1");
		assertThat(output.toString().lines().filter((line) -> line.contains("elsewhere"))).singleElement()
			.asString()
			.contains("\"requestId\":\"a-1\"", "\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
	}

	@Test
	void whenCallerTracesThenTheTraceIsLoggedAndHandedOn(CapturedOutput output) {
		String target = "http://localhost:" + server.port() + "/headers";
		HttpResponse<String> response = server.get("/call?target=" + target, "traceparent", PARENT, "tracestate",
				"vendor=1", "X-Request-Id", "order-8");
		assertThat(response.body()).contains("order-8", "vendor=1")
			.containsPattern("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")
			.doesNotContain("00f067aa0ba902b7");
		server.get("/log", "traceparent", PARENT);
		assertThat(output).contains("\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "00-0-0-00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"00-00000000000000000000000000000000-00f067aa0ba902b7-01" })
	void whenTraceIsMissingOrMalformedThenOneBegins(String parent, CapturedOutput output) {
		String path = "/call?target=http://localhost:" + server.port() + "/headers";
		HttpResponse<String> response = (parent != null)
				? server.get(path, "traceparent", parent, "tracestate", "vendor=1") : server.get(path);
		Matcher begun = Pattern.compile("\"traceparent\":\"00-([0-9a-f]{32})-[0-9a-f]{16}-00\"")
			.matcher(response.body());
		assertThat(begun.find()).as(response.body()).isTrue();
		assertThat(begun.group(1)).isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736").isNotEqualTo("0".repeat(32));
		assertThat(response.body()).doesNotContain("vendor=1");
		assertThat(output.toString().lines().filter((line) -> line.contains("\"traceId\":\"" + begun.group(1))))
			.extracting((line) -> line.contains("calling") ? "calling" : "called")
			.containsExactly("calling", "called");
	}

	@Test
	void whenAnsweringThenBrowsersAreToldWhatNotToDo() {
		HttpResponse<String> response = server.get("/log");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
		assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
		assertThat(response.headers().firstValue("Content-Security-Policy")).hasValue("frame-ancestors 'none'");
		assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
		assertThat(server.get("/nothing").headers().firstValue("X-Frame-Options")).hasValue("DENY");
	}

	@Test
	void whenHeadersAreConfiguredThenThoseAreWrittenAndHttpsIsMadeToStay() {
		try (TestServer behindProxy = TestServer.start(Api.class, "server.forward-headers-strategy=native",
				"sprocket.server.security-headers.headers.x-frame-options=SAMEORIGIN",
				"sprocket.server.security-headers.headers.Referrer-Policy=")) {
			HttpResponse<String> response = behindProxy.get("/log", "X-Forwarded-Proto", "https");
			assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("SAMEORIGIN");
			assertThat(response.headers().firstValue("Referrer-Policy")).isEmpty();
			assertThat(response.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
		}
	}

	@Test
	void whenProbesAreAskedOnTheMainPortThenTheyAnswer() {
		assertThat(server.get("/livez").statusCode()).isEqualTo(200);
		assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
		assertThat(server.get("/actuator/env").statusCode()).isEqualTo(404);
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		private static final Logger logger = LoggerFactory.getLogger(Api.class);

		private final RestClient client;

		Api(RestClient.Builder builder) {
			this.client = builder.build();
		}

		@GetMapping("/log")
		void log() {
			logger.info("handling");
		}

		@GetMapping("/async")
		Callable<String> async() {
			return () -> {
				logger.info("elsewhere");
				RequestContext context = RequestContext.current();
				return (context != null) ? context.requestId() : "lost";
			};
		}

		@GetMapping("/call")
		String call(@RequestParam String target) {
			logger.info("calling");
			String body = this.client.get().uri(target).retrieve().body(String.class);
			return (body != null) ? body : "";
		}

		@GetMapping("/headers")
		Map<String, String> headers(@RequestHeader HttpHeaders headers) {
			logger.info("called");
			return headers.toSingleValueMap();
		}

	}

}
