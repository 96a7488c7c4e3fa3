// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.grpc.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class JsonRpcIntegrationTests {

	private static final String GET_BOOK = "/sprocket.test.v1.Library/GetBook";

	private static final JsonServer server = new JsonServer();

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenMethodIsCalledByItsNameThenItAnswersWithDefaults() throws Exception {
		HttpResponse<String> response = server.post(GET_BOOK, "{\"name\":\"a\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.body())
			.isEqualTo("{\"name\":\"a\",\"title\":\"\",\"pages\":\"0\",\"genre\":\"GENRE_UNSPECIFIED\"}");
	}

	@Test
	void whenConnectClientCallsThenItIsAnswered() throws Exception {
		HttpResponse<String> response = server.post(GET_BOOK, "{}", "Connect-Protocol-Version", "1",
				"Connect-Timeout-Ms", "5000");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(server.library().deadline).isNotNull();
		assertThat(server.library().deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(5000);
	}

	@Test
	void whenBodyIsEmptyThenTheRequestIs() throws Exception {
		assertThat(server.send(server.request(GET_BOOK).POST(BodyPublishers.noBody())).body())
			.contains("\"name\":\"\"");
	}

	@ParameterizedTest
	@CsvSource({ "/v1/shelves/1/books/2, shelves/1/books/2", "/v1/books/war%20and%20peace, war and peace",
			"/v1/books/a%2Fb, a/b", "/v1/shelves/1/books/a%2Fb, shelves/1/books/a%2Fb",
			"/v1/shelves/caf%C3%A9/books/a+b, shelves/café/books/a+b" })
	void whenRuleHasVariablesThenThePathSetsThem(String path, String name) throws Exception {
		assertThat(server.get(path).body()).startsWith("{\"name\":\"" + name + "\"");
	}

	@Test
	void whenRuleHasBodyFieldThenPathAndQueryBindTheRest() throws Exception {
		HttpResponse<String> response = server.post("/v1/shelves/7/books?book_id=9", "{\"title\":\"T\",\"pages\":12}");
		assertThat(response.body()).startsWith("{\"name\":\"shelves/7/books/9\",\"title\":\"T\",\"pages\":\"12\"");
	}

	@Test
	void whenPathGoesIntoTheBodyFieldThenThePathWins() throws Exception {
		HttpRequest.Builder request = server.json("/v1/shelves/7/books/8")
			.method("PATCH", BodyPublishers.ofString("{\"name\":\"other\",\"title\":\"T\"}"));
		assertThat(server.send(request).body()).startsWith("{\"name\":\"shelves/7/books/8\",\"title\":\"T\"");
	}

	@Test
	void whenRuleHasVerbThenItIsMatched() throws Exception {
		HttpResponse<String> response = server.post("/v1/shelves/7/books/8:reserve", "{\"reader\":\"Ann\"}");
		assertThat(response.body()).startsWith("{\"name\":\"shelves/7/books/8\",\"title\":\"Ann\"");
	}

	@Test
	void whenRuleHasResponseBodyThenOnlyTheFieldIsAnswered() throws Exception {
		assertThat(server.get("/v1/files/a/b%20c").body()).isEqualTo("\"at a/b c\"");
	}

	@Test
	void whenQueryHasFieldsThenTheyAreBound() throws Exception {
		String body = server
			.get("/v1/books?pageSize=5&shelves=a&shelves=b&filter.author=Ann&filter.genres=1&genre=DRAMA"
					+ "&published_after=2020-01-02T03:04:05Z&lentFor=1.5s&fields=name,publishedAt&available=true")
			.body();
		assertThat(body).contains("\"pageSize\":5", "\"shelves\":[\"a\",\"b\"]",
				"\"filter\":{\"author\":\"Ann\",\"genres\":[\"POETRY\"]}", "\"genre\":\"DRAMA\"",
				"\"publishedAfter\":\"2020-01-02T03:04:05Z\"", "\"lentFor\":\"1.500s\"",
				"\"fields\":\"name,publishedAt\"", "\"available\":true");
	}

	@Test
	void whenFieldIsUnknownThenItIsNamed() throws Exception {
		HttpResponse<String> response = server.post("/v1/shelves/7/books", "{\"titel\":\"T\"}");
		JsonServer.assertProblem(response, 400, "INVALID_ARGUMENT");
		assertThat(response.body()).contains("\"detail\":\"'/titel' is not a field of sprocket.test.v1.Book.\"",
				"\"pointer\":\"/titel\"", "\"instance\":\"/v1/shelves/7/books\"", "\"requestId\":\"");
	}

	@Test
	void whenJsonIsMalformedThenThePlaceIsNamed() throws Exception {
		HttpResponse<String> response = server.post(GET_BOOK, "{\"name\":\n  'a'}");
		JsonServer.assertProblem(response, 400, "MALFORMED_BODY");
		assertThat(response.body()).contains("The body is not valid JSON: line 2, column");
	}

	@Test
	void whenParameterIsUnknownThenItIsNamed() throws Exception {
		HttpResponse<String> response = server.get("/v1/books?sort=up");
		JsonServer.assertProblem(response, 400, "INVALID_ARGUMENT");
		assertThat(response.body()).contains("\"parameter\":\"sort\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/*", "application/*+json" })
	void whenBodyIsNoJsonThenItIsRefused(String type) throws Exception {
		HttpRequest.Builder request = server.request(GET_BOOK)
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString("{}"));
		JsonServer.assertProblem(server.send(request), 415, "UNSUPPORTED_MEDIA_TYPE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8",
			"multipart/form-data;boundary=x" })
	void whenBodyIsAFormThenItIsRefusedWhoeverHasReadIt(String type) throws Exception {
		String form = type.startsWith("multipart")
				? "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nT\r\n--x--\r\n" : "{\"title\":\"T\"}";
		HttpRequest.Builder known = server.request("/v1/shelves/7/books/8", "Content-Type", type)
			.method("PATCH", BodyPublishers.ofString(form));
		JsonServer.assertProblem(server.send(known), 415, "UNSUPPORTED_MEDIA_TYPE");
		HttpRequest.Builder chunked = server.request("/v1/shelves/7/books/8", "Content-Type", type)
			.method("PATCH", BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8))));
		JsonServer.assertProblem(server.send(chunked), 415, "UNSUPPORTED_MEDIA_TYPE");
	}

	@Test
	void whenBodyHasNoTypeThenItIsRefused() throws Exception {
		HttpRequest.Builder request = server.request(GET_BOOK).POST(BodyPublishers.ofString("{}"));
		JsonServer.assertProblem(server.send(request), 415, "UNSUPPORTED_MEDIA_TYPE");
	}

	@Test
	void whenAcceptHasTooManyRangesThenItIsRefused() throws Exception {
		String accept = "application/json" + ", application/json".repeat(60);
		JsonServer.assertProblem(server.post(GET_BOOK, "{}", "Accept", accept), 406, "NOT_ACCEPTABLE");
	}

	@Test
	void whenJsonIsNotAcceptedThenItIsRefused() throws Exception {
		JsonServer.assertProblem(server.post(GET_BOOK, "{}", "Accept", "text/html"), 406, "NOT_ACCEPTABLE");
	}

	@Test
	void whenBodyIsTooLargeThenItIsRefused() throws Exception {
		JsonServer.assertProblem(server.post(GET_BOOK, "{\"name\":\"" + "x".repeat(5_000_000) + "\"}"), 413,
				"CONTENT_TOO_LARGE");
	}

	@ParameterizedTest
	@CsvSource({ "missing, 404, NOT_FOUND, No such book", "locked, 400, BOOK_LOCKED, The book is locked",
			"invalid, 400, INVALID_ARGUMENT, The book is not valid",
			"down, 503, UNAVAILABLE, The service cannot answer now; try again later.",
			"broken, 500, INTERNAL, An unexpected error occurred. It is logged under the request id." })
	void whenCallFailsThenTheProblemSaysWhatTheCallerMayKnow(String name, int status, String code, String detail)
			throws Exception {
		HttpResponse<String> response = server.get("/v1/books/" + name);
		JsonServer.assertProblem(response, status, code);
		assertThat(response.body()).contains("\"detail\":\"" + detail + "\"").doesNotContain("secret");
	}

	@Test
	void whenErrorHasDetailsThenTheyAreMembers() throws Exception {
		assertThat(server.get("/v1/books/locked").body()).contains("\"metadata\":{\"shelf\":\"7\"}");
		assertThat(server.get("/v1/books/invalid").body()).contains("\"errors\":[{",
				"\"pointer\":\"/book/publishedAt\"", "\"detail\":\"is in the future\"");
		assertThat(server.get("/v1/books/down").headers().firstValue("Retry-After")).hasValue("5");
	}

	@ParameterizedTest
	@CsvSource({ "grpc-timeout, 50m", "X-Request-Timeout, 50ms", "Connect-Timeout-Ms, 50" })
	void whenTimeoutPassesThenTheCallEnds(String header, String timeout) throws Exception {
		HttpResponse<String> response = server.get("/v1/books/slow", header, timeout);
		JsonServer.assertProblem(response, 504, "DEADLINE_EXCEEDED");
	}

	@Test
	void whenTimeoutIsMalformedThenItIsRefused() throws Exception {
		JsonServer.assertProblem(server.get("/v1/books/a", "grpc-timeout", "soon"), 400, "INVALID_ARGUMENT");
	}

	@Test
	void whenRequestHasHeadersThenOnlySomeAreHandedOn() throws Exception {
		server.library().headers.clear();
		server.get("/v1/books/a", "X-Request-Id", "id-1", "traceparent",
				"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Authorization", "Bearer t", "X-Other", "x");
		Metadata headers = server.library().headers.take();
		assertThat(value(headers, "x-request-id")).isEqualTo("id-1");
		assertThat(value(headers, "traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
		assertThat(value(headers, "authorization")).isEqualTo("Bearer t");
		assertThat(value(headers, "x-other")).isNull();
	}

	@Test
	void whenMethodIsUnknownThenItIsNotFound() throws Exception {
		JsonServer.assertProblem(server.post("/sprocket.test.v1.Library/Nothing", "{}"), 404, "NOT_FOUND");
		JsonServer.assertProblem(server.post("/sprocket.test.v1.Nobody/GetBook", "{}"), 404, "NOT_FOUND");
		HttpResponse<String> response = server.get(GET_BOOK);
		JsonServer.assertProblem(response, 405, "METHOD_NOT_ALLOWED");
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
	}

	@Test
	void whenMethodIsNotImplementedOrTakesAStreamThenItIsSaid() throws Exception {
		JsonServer.assertProblem(server.post("/sprocket.test.v1.Library/ImportBooks", "{}"), 501, "UNIMPLEMENTED");
	}

	@Test
	void whenBrowserAsksForAnotherOriginThenTheRulesOfTheApplicationApply() throws Exception {
		HttpRequest.Builder asked = server
			.request(GET_BOOK, "Origin", "https://a.example", "Access-Control-Request-Method", "POST")
			.method("OPTIONS", BodyPublishers.noBody());
		HttpResponse<String> response = server.send(asked);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://a.example");
		HttpRequest.Builder refused = server
			.request("/v1/books", "Origin", "https://b.example", "Access-Control-Request-Method", "GET")
			.method("OPTIONS", BodyPublishers.noBody());
		assertThat(server.send(refused).statusCode()).isEqualTo(403);
	}

	private static String value(Metadata headers, String name) {
		return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
	}

}
