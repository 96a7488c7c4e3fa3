// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class JsonRpcIntegrationTests {

	private static final String GET_BOOK = "/sprocket.test.v1.Library/GetBook";

	private static final HttpClient client = HttpClient.newHttpClient();

	private static ServletWebServerApplicationContext context;

	@BeforeAll
	static void start() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setRegisterShutdownHook(false);
		context = (ServletWebServerApplicationContext) application.run("--server.port=0", "--management.server.port=0",
				"--spring.grpc.server.port=0", "--sprocket.rpc.json.encoded-slashes=true",
				"--sprocket.rpc.json.heartbeat=50ms");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void whenMethodIsCalledByItsNameThenItAnswersWithDefaults() throws Exception {
		HttpResponse<String> response = post(GET_BOOK, "{\"name\":\"a\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.body())
			.isEqualTo("{\"name\":\"a\",\"title\":\"\",\"pages\":\"0\",\"genre\":\"GENRE_UNSPECIFIED\"}");
	}

	@Test
	void whenConnectClientCallsThenItIsAnswered() throws Exception {
		HttpResponse<String> response = post(GET_BOOK, "{}", "Connect-Protocol-Version", "1", "Connect-Timeout-Ms",
				"5000");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(library().deadline).isNotNull();
		assertThat(library().deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(5000);
	}

	@Test
	void whenBodyIsEmptyThenTheRequestIs() throws Exception {
		assertThat(send(request(GET_BOOK).POST(BodyPublishers.noBody())).body()).contains("\"name\":\"\"");
	}

	@ParameterizedTest
	@CsvSource({ "/v1/shelves/1/books/2, shelves/1/books/2", "/v1/books/war%20and%20peace, war and peace",
			"/v1/books/a%2Fb, a/b", "/v1/shelves/1/books/a%2Fb, shelves/1/books/a%2Fb",
			"/v1/shelves/caf%C3%A9/books/a+b, shelves/café/books/a+b" })
	void whenRuleHasVariablesThenThePathSetsThem(String path, String name) throws Exception {
		assertThat(get(path).body()).startsWith("{\"name\":\"" + name + "\"");
	}

	@Test
	void whenRuleHasBodyFieldThenPathAndQueryBindTheRest() throws Exception {
		HttpResponse<String> response = post("/v1/shelves/7/books?book_id=9", "{\"title\":\"T\",\"pages\":12}");
		assertThat(response.body()).startsWith("{\"name\":\"shelves/7/books/9\",\"title\":\"T\",\"pages\":\"12\"");
	}

	@Test
	void whenPathGoesIntoTheBodyFieldThenThePathWins() throws Exception {
		HttpRequest.Builder request = json("/v1/shelves/7/books/8").method("PATCH",
				BodyPublishers.ofString("{\"name\":\"other\",\"title\":\"T\"}"));
		assertThat(send(request).body()).startsWith("{\"name\":\"shelves/7/books/8\",\"title\":\"T\"");
	}

	@Test
	void whenRuleHasVerbThenItIsMatched() throws Exception {
		HttpResponse<String> response = post("/v1/shelves/7/books/8:reserve", "{\"reader\":\"Ann\"}");
		assertThat(response.body()).startsWith("{\"name\":\"shelves/7/books/8\",\"title\":\"Ann\"");
	}

	@Test
	void whenRuleHasResponseBodyThenOnlyTheFieldIsAnswered() throws Exception {
		assertThat(get("/v1/files/a/b%20c").body()).isEqualTo("\"at a/b c\"");
	}

	@Test
	void whenQueryHasFieldsThenTheyAreBound() throws Exception {
		String body = get("/v1/books?pageSize=5&shelves=a&shelves=b&filter.author=Ann&filter.genres=1&genre=DRAMA"
				+ "&published_after=2020-01-02T03:04:05Z&lentFor=1.5s&fields=name,publishedAt&available=true")
			.body();
		assertThat(body).contains("\"pageSize\":5", "\"shelves\":[\"a\",\"b\"]",
				"\"filter\":{\"author\":\"Ann\",\"genres\":[\"POETRY\"]}", "\"genre\":\"DRAMA\"",
				"\"publishedAfter\":\"2020-01-02T03:04:05Z\"", "\"lentFor\":\"1.500s\"",
				"\"fields\":\"name,publishedAt\"", "\"available\":true");
	}

	@Test
	void whenFieldIsUnknownThenItIsNamed() throws Exception {
		HttpResponse<String> response = post("/v1/shelves/7/books", "{\"titel\":\"T\"}");
		assertProblem(response, 400, "INVALID_ARGUMENT");
		assertThat(response.body()).contains("\"detail\":\"'/titel' is not a field of sprocket.test.v1.Book.\"",
				"\"pointer\":\"/titel\"", "\"instance\":\"/v1/shelves/7/books\"", "\"requestId\":\"");
	}

	@Test
	void whenJsonIsMalformedThenThePlaceIsNamed() throws Exception {
		HttpResponse<String> response = post(GET_BOOK, "{\"name\":\n  'a'}");
		assertProblem(response, 400, "MALFORMED_BODY");
		assertThat(response.body()).contains("The body is not valid JSON: line 2, column");
	}

	@Test
	void whenParameterIsUnknownThenItIsNamed() throws Exception {
		HttpResponse<String> response = get("/v1/books?sort=up");
		assertProblem(response, 400, "INVALID_ARGUMENT");
		assertThat(response.body()).contains("\"parameter\":\"sort\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/*", "application/*+json" })
	void whenBodyIsNoJsonThenItIsRefused(String type) throws Exception {
		HttpRequest.Builder request = request(GET_BOOK).header("Content-Type", type)
			.POST(BodyPublishers.ofString("{}"));
		assertProblem(send(request), 415, "UNSUPPORTED_MEDIA_TYPE");
	}

	@Test
	void whenJsonIsNotAcceptedThenItIsRefused() throws Exception {
		assertProblem(post(GET_BOOK, "{}", "Accept", "text/html"), 406, "NOT_ACCEPTABLE");
	}

	@Test
	void whenBodyIsTooLargeThenItIsRefused() throws Exception {
		assertProblem(post(GET_BOOK, "{\"name\":\"" + "x".repeat(5_000_000) + "\"}"), 413, "CONTENT_TOO_LARGE");
	}

	@ParameterizedTest
	@CsvSource({ "missing, 404, NOT_FOUND, No such book", "locked, 400, BOOK_LOCKED, The book is locked",
			"invalid, 400, INVALID_ARGUMENT, The book is not valid",
			"down, 503, UNAVAILABLE, The service cannot answer now; try again later.",
			"broken, 500, INTERNAL, An unexpected error occurred. It is logged under the request id." })
	void whenCallFailsThenTheProblemSaysWhatTheCallerMayKnow(String name, int status, String code, String detail)
			throws Exception {
		HttpResponse<String> response = get("/v1/books/" + name);
		assertProblem(response, status, code);
		assertThat(response.body()).contains("\"detail\":\"" + detail + "\"").doesNotContain("secret");
	}

	@Test
	void whenErrorHasDetailsThenTheyAreMembers() throws Exception {
		assertThat(get("/v1/books/locked").body()).contains("\"metadata\":{\"shelf\":\"7\"}");
		assertThat(get("/v1/books/invalid").body()).contains("\"errors\":[{", "\"pointer\":\"/book/publishedAt\"",
				"\"detail\":\"is in the future\"");
		assertThat(get("/v1/books/down").headers().firstValue("Retry-After")).hasValue("5");
	}

	@ParameterizedTest
	@CsvSource({ "grpc-timeout, 50m", "X-Request-Timeout, 50ms", "Connect-Timeout-Ms, 50" })
	void whenTimeoutPassesThenTheCallEnds(String header, String timeout) throws Exception {
		HttpResponse<String> response = get("/v1/books/slow", header, timeout);
		assertProblem(response, 504, "DEADLINE_EXCEEDED");
	}

	@Test
	void whenTimeoutIsMalformedThenItIsRefused() throws Exception {
		assertProblem(get("/v1/books/a", "grpc-timeout", "soon"), 400, "INVALID_ARGUMENT");
	}

	@Test
	void whenRequestHasHeadersThenOnlySomeAreHandedOn() throws Exception {
		library().headers.clear();
		get("/v1/books/a", "X-Request-Id", "id-1", "traceparent",
				"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Authorization", "Bearer t", "X-Other", "x");
		Metadata headers = library().headers.take();
		assertThat(value(headers, "x-request-id")).isEqualTo("id-1");
		assertThat(value(headers, "traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
		assertThat(value(headers, "authorization")).isEqualTo("Bearer t");
		assertThat(value(headers, "x-other")).isNull();
	}

	@Test
	void whenMethodIsUnknownThenItIsNotFound() throws Exception {
		assertProblem(post("/sprocket.test.v1.Library/Nothing", "{}"), 404, "NOT_FOUND");
		assertProblem(post("/sprocket.test.v1.Nobody/GetBook", "{}"), 404, "NOT_FOUND");
		HttpResponse<String> response = get(GET_BOOK);
		assertProblem(response, 405, "METHOD_NOT_ALLOWED");
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
	}

	@Test
	void whenMethodIsNotImplementedOrTakesAStreamThenItIsSaid() throws Exception {
		assertProblem(post("/sprocket.test.v1.Library/ImportBooks", "{}"), 501, "UNIMPLEMENTED");
	}

	@Test
	void whenMethodStreamsThenEachMessageIsALine() throws Exception {
		HttpResponse<String> response = get("/v1/books:watch?page_size=3");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
		assertThat(response.body().lines()).hasSize(3).allMatch((line) -> line.startsWith("{\"name\":\"\""));
	}

	@Test
	void whenStreamIsEmptyThenSoIsTheAnswer() throws Exception {
		HttpResponse<String> response = get("/v1/books:watch");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void whenEventsAreAcceptedThenEachMessageIsAnEvent() throws Exception {
		HttpResponse<String> response = get("/v1/books:watch?page_size=2", "Accept", "text/event-stream");
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
		assertThat(response.body().split("\n\n")).filteredOn((event) -> !event.startsWith(":"))
			.hasSize(2)
			.allMatch((event) -> event.startsWith("data: {"));
	}

	@Test
	void whenStreamFailsThenTheErrorEndsIt() throws Exception {
		String lines = get("/v1/books:watch?page_size=1&filter.author=enough").body();
		assertThat(lines.lines().toList().get(1)).startsWith("{\"error\":{\"type\":\"about:blank\"")
			.contains("\"status\":429", "\"detail\":\"enough\"", "\"code\":\"RESOURCE_EXHAUSTED\"", "\"requestId\"");
		String events = get("/v1/books:watch?page_size=1&filter.author=enough", "Accept", "text/event-stream").body();
		assertThat(events).contains("\n\nevent: error\ndata: {\"error\":{");
	}

	@Test
	void whenStreamFailsBeforeItBeginsThenItIsAProblem() throws Exception {
		assertProblem(get("/v1/books:watch?filter.author=enough"), 429, "RESOURCE_EXHAUSTED");
	}

	@Test
	void whenCallerLeavesAStreamThenTheCallIsCancelled() throws Exception {
		HttpResponse<InputStream> response = client.send(request("/v1/books:watch?descending=true").build(),
				BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(1000)).hasSize(1000);
		}
		assertThat(library().cancelled.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenCallerLeavesAnEventStreamThatIsIdleThenTheCallIsCancelled() throws Exception {
		HttpRequest.Builder request = request("/v1/books:watch?page_size=-1", "Accept", "text/event-stream");
		HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo(":\n\n");
		}
		assertThat(library().silentCancelled.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenCallerDoesNotReadThenTheServiceIsNotReadyForMore() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			socket.getOutputStream()
				.write("GET /v1/books:watch?descending=true HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			AtomicInteger before = new AtomicInteger(-1);
			await().atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(500))
				.until(() -> library().sent.get() == before.getAndSet(library().sent.get()));
		}
	}

	@Test
	void whenBrowserAsksForAnotherOriginThenTheRulesOfTheApplicationApply() throws Exception {
		HttpRequest.Builder asked = request(GET_BOOK, "Origin", "https://a.example", "Access-Control-Request-Method",
				"POST")
			.method("OPTIONS", BodyPublishers.noBody());
		HttpResponse<String> response = send(asked);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://a.example");
		HttpRequest.Builder refused = request("/v1/books", "Origin", "https://b.example",
				"Access-Control-Request-Method", "GET")
			.method("OPTIONS", BodyPublishers.noBody());
		assertThat(send(refused).statusCode()).isEqualTo(403);
	}

	private static void assertProblem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"status\":" + status, "\"code\":\"" + code + "\"");
	}

	private static String value(Metadata headers, String name) {
		return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
	}

	private static TestLibrary library() {
		return context.getBean(TestLibrary.class);
	}

	private static int port() {
		return context.getWebServer().getPort();
	}

	private static HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
		return (headers.length > 0) ? builder.headers(headers) : builder;
	}

	private static HttpRequest.Builder json(String path, String... headers) {
		return request(path, headers).header("Content-Type", "application/json");
	}

	private static HttpResponse<String> get(String path, String... headers) throws Exception {
		return send(request(path, headers).GET());
	}

	private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
		return send(json(path, headers).POST(BodyPublishers.ofString(body)));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return client.send(request.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@GlobalServerInterceptor
		TestLibrary library() {
			return new TestLibrary();
		}

		@Bean
		WebMvcConfigurer cors() {
			return new WebMvcConfigurer() {

				@Override
				public void addCorsMappings(CorsRegistry registry) {
					registry.addMapping("/**").allowedOrigins("https://a.example").allowedMethods("POST");
				}

			};
		}

	}

}
