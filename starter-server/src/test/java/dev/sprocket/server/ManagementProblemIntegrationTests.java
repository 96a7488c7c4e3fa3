// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementProblemIntegrationTests {

	private static final String NASTY = "could not execute [select secret from users] in com.example.UserRepository";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Broken.class, "sprocket.management.token=correct-horse");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /nothing, 404, NOT_FOUND", "GET, /actuator/nothing, 404, NOT_FOUND",
			"GET, /actuator/metrics/nothing, 404, NOT_FOUND", "GET, /actuator/metrics/jvm.info?tag=x, 400, BAD_REQUEST",
			"DELETE, /actuator/info, 405, METHOD_NOT_ALLOWED",
			"POST, /actuator/loggers/ROOT, 415, UNSUPPORTED_MEDIA_TYPE", "GET, /actuator/broken, 500, INTERNAL" })
	void whenOperatorErrsOrEndpointFailsThenProblem(String method, String path, int status, String code) {
		HttpResponse<String> response = send(method, path, "", "Authorization", "Bearer correct-horse");
		JsonNode problem = assertProblem(response, status, code);
		assertThat(problem.get("instance").asString()).isEqualTo(response.uri().getPath());
		if (status == 405) {
			assertThat(response.headers().firstValue("Allow"))
				.hasValueSatisfying((allow) -> assertThat(allow).contains("GET"));
		}
	}

	@Test
	void whenBodyIsMalformedThenProblem() {
		assertProblem(send("POST", "/actuator/loggers/ROOT", "{oops", "Authorization", "Bearer correct-horse",
				"Content-Type", "application/json"), 400, "MALFORMED_BODY");
		assertProblem(send("POST", "/actuator/loggers/ROOT", "{\"configuredLevel\":\"LOUD\"}", "Authorization",
				"Bearer correct-horse", "Content-Type", "application/json"), 400, "BAD_REQUEST");
	}

	@Test
	void whenTokenIsMissingThenProblem() {
		assertProblem(send("GET", "/actuator/env", ""), 401, "UNAUTHENTICATED");
		assertProblem(send("GET", "/nothing", ""), 401, "UNAUTHENTICATED");
	}

	private static HttpResponse<String> send(String method, String path, String body, String... headers) {
		URI uri = URI.create("http://localhost:" + server.managementPort() + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.header("X-Request-Id", "probe-1")
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
		return server.send((headers.length > 0) ? request.headers(headers) : request);
	}

	private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("X-Request-Id")).hasValue("probe-1");
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.propertyNames()).containsExactly("type", "title", "status", "detail", "instance", "code",
				"requestId");
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("requestId").asString()).isEqualTo("probe-1");
		assertThat(response.body()).doesNotContain("trace", NASTY, "select", "Exception", "springframework");
		return problem;
	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		BrokenEndpoint brokenEndpoint() {
			return new BrokenEndpoint();
		}

	}

	@Endpoint(id = "broken")
	static class BrokenEndpoint {

		@ReadOperation
		String read() {
			throw new IllegalStateException(NASTY);
		}

	}

}
