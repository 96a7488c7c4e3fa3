// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ErrorReporter;
import dev.sprocket.error.ServiceException;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ProblemIntegrationTests {

	private static final String NASTY = "could not execute [select secret from users] in com.example.UserRepository";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenNothingIsThereThenProblem() {
		assertProblem(server.get("/nothing/here"), 404, "NOT_FOUND");
	}

	@Test
	void whenMethodIsWrongThenProblemNamesTheAllowed() {
		HttpResponse<String> response = server.post("/items", "{}", "Content-Type", "text/plain");
		assertProblem(response, 415, "UNSUPPORTED_MEDIA_TYPE");
		response = server.get("/items");
		assertProblem(response, 405, "METHOD_NOT_ALLOWED");
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
	}

	@Test
	void whenNothingAcceptableThenProblemAllTheSame() {
		assertProblem(server.get("/hello/a", "Accept", "image/png"), 406, "NOT_ACCEPTABLE");
	}

	@Test
	void whenBrowserAsksThenProblemUnlessThereIsAPage() {
		assertProblem(server.get("/nothing", "Accept", "text/html,*/*;q=0.8"), 404, "NOT_FOUND");
	}

	@Test
	void whenJsonIsMalformedThenProblemSaysWhere() {
		JsonNode problem = assertProblem(json("/items", "{\"name\": \n oops}"), 400, "MALFORMED_BODY");
		assertThat(problem.get("detail").asString()).isEqualTo("The body is not valid JSON: line 2, column 2.");
	}

	@Test
	void whenBodyIsMissingThenProblem() {
		assertProblem(json("/items", ""), 400, "MALFORMED_BODY");
	}

	@Test
	void whenFieldHasWrongTypeThenPointer() {
		JsonNode problem = assertProblem(json("/items", "{\"name\":\"a\",\"lines\":[{\"unit_price\":\"x\"}]}"), 400,
				"INVALID_ARGUMENT");
		assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/lines/0/unit_price");
		assertThat(problem.at("/errors/0/detail").asString()).isEqualTo("must be a number in range");
	}

	@Test
	void whenFieldsAreInvalidThenPointersWithTheNamesOfTheJson() {
		JsonNode problem = assertProblem(json("/items", "{\"name\":\" \",\"lines\":[{\"unit_price\":-1}]}"), 400,
				"INVALID_ARGUMENT");
		assertThat(problem.get("errors").findValuesAsString("pointer")).containsExactlyInAnyOrder("/name",
				"/lines/0/unit_price");
	}

	@Test
	void whenElementsOfAListAreInvalidThenPointersHoldTheIndex() {
		JsonNode problem = assertProblem(json("/lines", "[{\"unit_price\":1},{\"unit_price\":-1}]"), 400,
				"INVALID_ARGUMENT");
		assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/1/unit_price");
	}

	@Test
	void whenParameterIsInvalidThenNamed() {
		JsonNode problem = assertProblem(server.get("/page?limit=101"), 400, "INVALID_ARGUMENT");
		assertThat(problem.at("/errors/0/parameter").asString()).isEqualTo("limit");
		problem = assertProblem(server.get("/page?limit=many"), 400, "INVALID_ARGUMENT");
		assertThat(problem.at("/errors/0/parameter").asString()).isEqualTo("limit");
		assertProblem(server.get("/page"), 400, "BAD_REQUEST");
	}

	@Test
	void whenServiceExceptionThenItsCodeReasonAndMetadata() {
		JsonNode problem = assertProblem(server.get("/locked"), 400, "ACCOUNT_LOCKED");
		assertThat(problem.get("detail").asString()).isEqualTo("The account is locked");
		assertThat(problem.at("/metadata/account").asString()).isEqualTo("7");
	}

	@Test
	void whenItsMessageIsNotForCallersThenItsDetailIs(CapturedOutput output) {
		JsonNode problem = assertProblem(server.get("/down", "X-Request-Id", "down-1"), 503, "STORE_DOWN");
		assertThat(problem.get("detail").asString()).isEqualTo("Nothing can be stored now.");
		assertThat(line(output, "down-1")).contains("/srv/data/orders.db is read-only");
	}

	@Test
	void whenTheServiceCannotAnswerNowThenItSaysWhenToAskAgain() {
		assertThat(server.get("/down").headers().firstValue("Retry-After")).hasValue("5");
		assertThat(server.get("/timeout").headers().firstValue("Retry-After")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/down,503,STORE_DOWN", "/timeout,504,TOO_SLOW", "/overloaded,503,SERVICE_UNAVAILABLE",
			"/gateway,502,BAD_GATEWAY" })
	void whenOursAndExpectedThenOneWarningWithTheCausesAndAReport(String path, int status, String code,
			CapturedOutput output) {
		Api.reports.clear();
		String id = "warned" + path.replace("/", "-");
		assertProblem(server.get(path, "X-Request-Id", id), status, code);
		assertThat(line(output, id)).contains("WARN", "GET " + path + " was answered " + status, NASTY);
		assertThat(Api.reports).singleElement()
			.satisfies((report) -> assertThat(report).containsEntry("requestId", id));
	}

	@Test
	void whenTheMistakeIsTheCallersThenNothingIsLoggedOrReported(CapturedOutput output) {
		Api.reports.clear();
		assertProblem(server.get("/locked", "X-Request-Id", "locked-1"), 400, "ACCOUNT_LOCKED");
		assertThat(output.toString()).doesNotContain("[locked-1]", "\"requestId\":\"locked-1\"");
		assertThat(Api.reports).isEmpty();
	}

	private static String line(CapturedOutput output, String id) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(id))
			.collect(Collectors.collectingAndThen(Collectors.toList(), (lines) -> {
				assertThat(lines).hasSize(1);
				return lines.get(0);
			}));
	}

	@Test
	void whenUnexpectedThenNothingLeaksAndItIsLoggedAndReportedOnce(CapturedOutput output) {
		for (String path : List.of("/nasty", "/nasty-error", "/filter/nasty", "/nasty-sql", "/nasty-async")) {
			Api.reports.clear();
			String id = "nasty-" + path.replace("/", "-");
			JsonNode problem = assertProblem(server.get(path, "X-Request-Id", id), 500, "INTERNAL");
			assertThat(problem.toString()).doesNotContain("select", "com.example", "Exception:", "at ");
			assertThat(output.toString().split(NASTY.substring(0, 40).replace("[", "\\["), -1).length).as(path)
				.isGreaterThan(1);
			assertThat(output.toString()
				.lines()
				.filter((line) -> line.contains("failed unexpectedly") && line.contains(id))).hasSize(1);
			assertThat(Api.reports).singleElement()
				.satisfies((report) -> assertThat(report).containsEntry("requestId", id));
		}
		assertThat(output).doesNotContain("Servlet.service()");
	}

	@Test
	void whenHeaderIsTooLargeThenProblemFromTheConnector() throws IOException {
		String answer = server.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + "x".repeat(20_000) + "\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.contains("application/problem+json", "\"code\":\"BAD_REQUEST\"", "X-Request-Id:", "requestId");
	}

	@Test
	void whenTargetIsBadThenProblemFromTheConnector() throws IOException {
		for (String line : List.of("GET /%zz HTTP/1.1", "GET /a|b HTTP/1.1", "G<T / HTTP/1.1", "GET / HTTP/9.9",
				"GET /" + "x".repeat(20_000) + " HTTP/1.1", "GET /a%2Fb HTTP/1.1")) {
			String answer = server.exchange(line + "\r\nHost: a\r\nConnection: close\r\n\r\n");
			assertThat(answer).as(line).contains("application/problem+json", "X-Request-Id:");
			assertThat(answer).as(line).matches("(?s)HTTP/1.1 (400|414|505) .*");
		}
	}

	@Test
	void whenErrorPathIsAskedForThenNotFound() {
		assertProblem(server.get("/error"), 404, "NOT_FOUND");
	}

	@Test
	void whenSendErrorThenItsMessageIsNotShown() {
		assertProblem(server.get("/filter/send-error"), 403, "FORBIDDEN");
	}

	private static HttpResponse<String> json(String path, String body) {
		return server.post(path, body, "Content-Type", "application/json");
	}

	private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.propertyNames()).contains("type", "title", "status", "detail", "instance", "code",
				"requestId");
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("instance").asString()).isEqualTo(response.uri().getPath());
		assertThat(response.headers().firstValue("X-Request-Id")).hasValue(problem.get("requestId").asString());
		assertThat(response.body()).doesNotContain("trace", NASTY, "jakarta", "springframework");
		return problem;
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		static final List<Map<String, String>> reports = new CopyOnWriteArrayList<>();

		@Bean
		ErrorReporter reporter() {
			return (error, context) -> reports.add(context);
		}

		@Bean
		Filter nastyFilter() {
			return (request, response, chain) -> {
				String uri = ((HttpServletRequest) request).getRequestURI();
				if (uri.equals("/filter/nasty")) {
					throw new IllegalStateException(NASTY);
				}
				if (uri.equals("/filter/send-error")) {
					((HttpServletResponse) response).sendError(403, NASTY);
					return;
				}
				chain.doFilter(request, response);
			};
		}

		@GetMapping("/hello/{name}")
		Map<String, String> hello(@PathVariable String name) {
			return Map.of("name", name);
		}

		@PostMapping(path = "/items", consumes = "application/json")
		Item create(@Valid @RequestBody Item item) {
			return item;
		}

		@PostMapping(path = "/lines", consumes = "application/json")
		List<Line> createLines(@RequestBody List<@Valid Line> lines) {
			return lines;
		}

		@GetMapping("/page")
		int page(@RequestParam @Max(100) int limit) {
			return limit;
		}

		@GetMapping("/locked")
		void locked() {
			throw new ServiceException(ErrorCode.FAILED_PRECONDITION, "ACCOUNT_LOCKED", "The account is locked",
					Map.of("account", "7"), new IllegalStateException(NASTY));
		}

		@GetMapping("/down")
		void down() {
			throw new StoreDownException();
		}

		@GetMapping("/timeout")
		void timeout() {
			throw new ServiceException(ErrorCode.DEADLINE_EXCEEDED, "TOO_SLOW", "The answer was not ready in time.",
					Map.of(), new IllegalStateException(NASTY));
		}

		@GetMapping("/overloaded")
		void overloaded() {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Overloaded",
					new IllegalStateException(NASTY));
		}

		@GetMapping("/gateway")
		void gateway() {
			throw new GatewayException();
		}

		@GetMapping("/nasty")
		void nasty() {
			throw new IllegalArgumentException(NASTY, new RuntimeException(NASTY));
		}

		@GetMapping("/nasty-sql")
		void nastySql() throws SQLException {
			throw new SQLException(NASTY);
		}

		@GetMapping("/nasty-async")
		Callable<String> nastyAsync() {
			return () -> {
				throw new IllegalStateException(NASTY);
			};
		}

		@GetMapping("/nasty-error")
		void nastyError() {
			throw new StackOverflowError(NASTY);
		}

	}

	static class StoreDownException extends ServiceException {

		private static final long serialVersionUID = 1L;

		StoreDownException() {
			super(ErrorCode.UNAVAILABLE, "STORE_DOWN", "/srv/data/orders.db is read-only", Map.of(),
					new SQLException(NASTY));
		}

		@Override
		public String detail() {
			return "Nothing can be stored now.";
		}

	}

	@ResponseStatus(HttpStatus.BAD_GATEWAY)
	static class GatewayException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		GatewayException() {
			super(NASTY);
		}

	}

	record Item(@NotBlank String name, @Valid List<Line> lines) {

	}

	record Line(@JsonProperty("unit_price") @Positive int price) {

	}

}
