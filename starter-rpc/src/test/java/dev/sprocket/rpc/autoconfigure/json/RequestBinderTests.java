// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import com.google.api.HttpRule;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.rpc.test.v1.Book;
import dev.sprocket.rpc.test.v1.CreateBookRequest;
import dev.sprocket.rpc.test.v1.Genre;
import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.ListBooksRequest;
import dev.sprocket.rpc.test.v1.ListBooksRequest.Filter;
import dev.sprocket.rpc.test.v1.ReadFileRequest;
import dev.sprocket.rpc.test.v1.ReserveBookRequest;
import dev.sprocket.rpc.test.v1.UpdateBookRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestBinderTests {

	private static final HttpRule.Builder LIST = HttpRule.newBuilder().setGet("/v1/books");

	private final RequestBinder binder = new RequestBinder(new RpcJson(Library.methods()));

	static Stream<Arguments> queries() {
		ListBooksRequest.Builder none = ListBooksRequest.newBuilder();
		Filter.Builder filter = Filter.newBuilder();
		return Stream.of(Arguments.of("", none), Arguments.of("page_size=3", none.clone().setPageSize(3)),
				Arguments.of("pageSize=-3", none.clone().setPageSize(-3)),
				Arguments.of("shelves=a&shelves=b+c&&shelves=d%26",
						none.clone().addAllShelves(List.of("a", "b c", "d&"))),
				Arguments.of("shelves", none.clone().addShelves("")),
				Arguments.of("filter.author=Ann%20Bo", none.clone().setFilter(filter.clone().setAuthor("Ann Bo"))),
				Arguments.of("filter.genres=DRAMA&filter.author=A&filter.genres=1",
						none.clone()
							.setFilter(filter.clone().setAuthor("A").addGenres(Genre.DRAMA).addGenres(Genre.POETRY))),
				Arguments.of("genre=POETRY", none.clone().setGenre(Genre.POETRY)),
				Arguments.of("genre=2", none.clone().setGenre(Genre.DRAMA)),
				Arguments.of("genre=77", none.clone().setGenreValue(77)),
				Arguments.of("publishedAfter=1970-01-01T00:00:09Z",
						none.clone().setPublishedAfter(Timestamp.newBuilder().setSeconds(9))),
				Arguments.of("lent_for=90s", none.clone().setLentFor(Duration.newBuilder().setSeconds(90))),
				Arguments.of("fields=name,publishedAt",
						none.clone().setFields(FieldMask.newBuilder().addPaths("name").addPaths("published_at"))),
				Arguments.of("available=false", none.clone().setAvailable(BoolValue.of(false))),
				Arguments.of("minimumRating=1.5e2", none.clone().setMinimumRating(150)),
				Arguments.of("minimumRating=-Infinity", none.clone().setMinimumRating(Double.NEGATIVE_INFINITY)),
				Arguments.of("cursor=AP8=", none.clone().setCursor(ByteString.copyFrom(new byte[] { 0, -1 }))),
				Arguments.of("cursor=_-8", none.clone().setCursor(ByteString.copyFrom(new byte[] { -1, -17 }))),
				Arguments.of("descending=true", none.clone().setDescending(true)),
				Arguments.of("minimum_pages=18446744073709551615", none.clone().setMinimumPages(-1)));
	}

	@ParameterizedTest
	@MethodSource("queries")
	void whenQueryHasFieldsThenTheyAreBound(String query, ListBooksRequest.Builder expected) {
		assertThat(bind("ListBooks", LIST, "/v1/books", query, "")).isEqualTo(expected.build());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "sort=1|sort|is not a parameter of sprocket.test.v1.Library.ListBooks",
					"filter=x|filter|is a message: name one of its fields, by a dot",
					"filter.none=x|filter.none|is not a parameter of sprocket.test.v1.Library.ListBooks",
					"page_size.x=1|page_size.x|is not a parameter of sprocket.test.v1.Library.ListBooks",
					"page_size=1&page_size=2|page_size|is given 2 times, but takes one value",
					"page_size=x|page_size|has a value that does not fit: Not an int32 value: \"x\"",
					"page_size=2147483648|page_size|has a value that does not fit: Not an int32 value: \"2147483648\"",
					"minimum_pages=1e999999999|minimum_pages|has a value that does not fit: is a number out of range",
					"minimum_pages=1e%D9%A9%D9%A9%D9%A9%D9%A9%D9%A9%D9%A9%D9%A9%D9%A9%D9%A9|minimum_pages|"
							+ "has a value that does not fit: is a number out of range",
					"shelves=%zz|%zz|is not well-formed: a percent sign is not followed by two hexadecimal digits",
					"shelves=%ff|%ff|is not well-formed: the decoded bytes are not UTF-8" })
	void whenParameterDoesNotFitThenItIsNamed(String query, String name, String detail) {
		Problem problem = refusal("ListBooks", LIST, "/v1/books", query, "");
		assertThat(problem.errors()).singleElement().satisfies((error) -> {
			assertThat(error).containsEntry("parameter", name);
			assertThat(error.get("detail")).startsWith(detail);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "genre=NOVEL", "publishedAfter=today", "lent_for=90", "available=perhaps", "descending=1",
			"minimum_rating=much", "cursor=%25", "minimum_pages=-1", "page_size=", "page_size=1.5" })
	void whenValueDoesNotFitThenItIsRefused(String query) {
		assertThat(refusal("ListBooks", LIST, "/v1/books", query, "").code()).isEqualTo("INVALID_ARGUMENT");
	}

	@ParameterizedTest
	@CsvSource({ "a, a", "a%2Fb, a/b", "%E2%82%AC, €", "a+b, a+b", "a%2Bb, a+b", "a:b, a:b", "a%25, a%" })
	void whenVariableIsOneSegmentThenEverythingIsDecoded(String segment, String name) {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/v1/books/{name}");
		assertThat(bind("GetBook", rule, "/v1/books/" + segment, "", ""))
			.isEqualTo(GetBookRequest.newBuilder().setName(name).build());
	}

	@ParameterizedTest
	@CsvSource({ "/files, ''", "/files/a, a", "/files/a/b%2Fc/d%2fe, a/b%2Fc/d%2fe", "/files/a%20b/c, a b/c",
			"/files/a/, a/" })
	void whenVariableHasManySegmentsThenSlashesStayEncoded(String path, String value) {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/files/{path=**}");
		assertThat(bind("ReadFile", rule, path, "", "")).isEqualTo(ReadFileRequest.newBuilder().setPath(value).build());
	}

	@ParameterizedTest
	@CsvSource({ "/x/a/b/end/s:go, a/b, s", "/x/end/s:go, '', s" })
	void whenWildcardStandsInTheMiddleThenValuesAreToldApart(String path, String name, String reader) {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/x/{name=**}/end/{reader=s}:go");
		assertThat(bind("ReserveBook", rule, path, "", ""))
			.isEqualTo(ReserveBookRequest.newBuilder().setName(name).setReader(reader).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/files/..", "/files/a/../b", "/files/%2e%2E/b", "/files/." })
	void whenPathHasDotsThenItIsRefused(String path) {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/files/{path=**}");
		assertThat(refusal("ReadFile", rule, path, "", "").detail()).startsWith("'path' is a path with a step");
	}

	@Test
	void whenPathNestsThenTheBodyIsKept() {
		HttpRule.Builder rule = HttpRule.newBuilder().setPatch("/v1/{book.name=shelves/*}").setBody("book");
		Message request = bind("UpdateBook", rule, "/v1/shelves/1", "updateMask=title",
				"{\"name\":\"x\",\"title\":\"T\"}");
		assertThat(request).isEqualTo(UpdateBookRequest.newBuilder()
			.setBook(Book.newBuilder().setName("shelves/1").setTitle("T"))
			.setUpdateMask(FieldMask.newBuilder().addPaths("title"))
			.build());
	}

	@Test
	void whenBodyIsAFieldThatIsTextOrRepeatedThenItIsBound() {
		HttpRule.Builder text = HttpRule.newBuilder().setPost("/v1/books").setBody("book_id");
		assertThat(bind("CreateBook", text, "/v1/books", "", "\"7\""))
			.isEqualTo(CreateBookRequest.newBuilder().setBookId("7").build());
		HttpRule.Builder repeated = HttpRule.newBuilder().setPost("/v1/books").setBody("shelves");
		assertThat(bind("ListBooks", repeated, "/v1/books", "", "[\"a\",\"b\"]"))
			.isEqualTo(ListBooksRequest.newBuilder().addShelves("a").addShelves("b").build());
	}

	@Test
	void whenBodyIsTheRequestThenThereAreNoParameters() {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/{name}").setBody("*");
		assertThat(refusal("ReserveBook", rule, "/v1/a", "reader=x", "{}").errors().get(0)).containsEntry("detail",
				"is not a parameter of sprocket.test.v1.Library.ReserveBook");
	}

	@Test
	void whenFieldIsSetElsewhereThenItIsNoParameter() {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/{parent}").setBody("book");
		assertThat(refusal("CreateBook", rule, "/v1/a", "parent=b", "").detail())
			.isEqualTo("'parent' is set by the path.");
		assertThat(refusal("CreateBook", rule, "/v1/a", "book.title=b", "").detail())
			.isEqualTo("'book.title' is to be set by the body.");
	}

	@Test
	void whenBodyIsNotExpectedThenItIsRefused() {
		assertThat(refusal("ListBooks", LIST, "/v1/books", "", "{}").detail())
			.isEqualTo("A body is not expected here; send parameters instead.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"books\":[{},{\"pages\":1,\"tile\":2}]}|/books/1/tile",
					"{\"request\":{\"filter\":{\"autor\":\"x\"}}}|/request/filter/autor", "{\"a/b\":1}|/a~1b",
					"{\"request\":{\"minimumPages\":\"1e999999999\"}}|/request/minimumPages",
					"{\"request\":{\"minimumPages\":1e999999999}}|/request/minimumPages" })
	void whenBodyHasAWrongFieldThenItsPointerIsNamed(String json, String pointer) {
		assertThatExceptionOfType(RefusedRequestException.class)
			.isThrownBy(() -> JsonBody.check(json, JsonType.of(Library.method("ListBooks").proto().getOutputType())))
			.satisfies((ex) -> assertThat(ex.problem().errors().get(0)).containsEntry("pointer", pointer));
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "-7", "7.0", "\u0667" })
	void whenNumberIsLongThenItIsRefusedBeforeItIsRead(String digit) {
		String digits = digit + digit.substring(digit.length() - 1).repeat(1000);
		assertThat(refusal("ListBooks", LIST, "/v1/books", "minimum_pages=" + digits, "").detail())
			.isEqualTo("'minimum_pages' has a value that does not fit: is a number out of range.");
		assertThat(refusal("ListBooks", HttpRule.newBuilder().setPost("/v1/books").setBody("*"), "/v1/books", "",
				"{\"minimumPages\":\"" + digits + "\"}")
			.detail()).isEqualTo("'/minimumPages' is a number out of range.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"a\":1}}", "{a:1}", "{'a':1}", "{\"a\":1,}", "[1,]", "// x\n{}", "{\"a\":\"\t\"}",
			"{\"a\":NaN}", "tru", "nul", "{\"a\":01}", "{\"a\" 1}", "{} {}", ")]}'\n{}", "{\"a\":\"\\x\"}", "\"a" })
	void whenBodyIsNoJsonThenItIsRefused(String json) {
		assertThatExceptionOfType(RefusedRequestException.class)
			.isThrownBy(() -> JsonBody.check(json, JsonType.ANYTHING))
			.satisfies((ex) -> assertThat(ex.problem().code()).isEqualTo("MALFORMED_BODY"));
	}

	@Test
	void whenBodyIsDeepThenItIsRefused() {
		assertThatExceptionOfType(RefusedRequestException.class)
			.isThrownBy(() -> JsonBody.check("[".repeat(100_000), JsonType.ANYTHING))
			.withMessage("The body is nested more than 90 levels deep.");
	}

	@Test
	void whenTextLooksLikeALargeNumberThenItIsText() {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/books").setBody("*");
		assertThat(bind("ReserveBook", rule, "/v1/books", "", "{\"name\":\"1e999999999\"}"))
			.isEqualTo(ReserveBookRequest.newBuilder().setName("1e999999999").build());
	}

	@ParameterizedTest
	@MethodSource("texts")
	void whenTextIsReadAsTextThenItMayLookLikeALargeNumber(String json, ReserveBookRequest.Builder expected) {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/books").setBody("*");
		assertThat(bind("ReserveBook", rule, "/v1/books", "", json)).isEqualTo(expected.build());
	}

	static Stream<Arguments> texts() {
		ReserveBookRequest.Builder none = ReserveBookRequest.newBuilder();
		ByteString bytes = ByteString.copyFrom(Base64.getDecoder().decode("8e456217"));
		Value text = Value.newBuilder().setStringValue("8e45621").build();
		Struct facts = Struct.newBuilder()
			.putFields("a", text)
			.putFields("b", Value.newBuilder().setListValue(ListValue.newBuilder().addValues(text)).build())
			.build();
		return Stream.of(
				Arguments.of("{\"labels\":{\"8e45621\":\"8e45622\"}}", none.clone().putLabels("8e45621", "8e45622")),
				Arguments.of("{\"facts\":{\"a\":\"8e45621\",\"b\":[\"8e45621\"]}}", none.clone().setFacts(facts)),
				Arguments.of("{\"remark\":\"8e45621\"}", none.clone().setRemark(StringValue.of("8e45621"))),
				Arguments.of("{\"seal\":\"8e456217\"}", none.clone().setSeal(BytesValue.of(bytes))),
				Arguments.of("{\"key\":\"8e456217\"}", none.clone().setKey(bytes)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"counts\":{\"1\":\"1e999999999\"}}|/counts/1",
					"{\"counts\":{\"1e999999999\":\"1\"}}|/counts/1e999999999", "{\"limit\":\"1e999999999\"}|/limit",
					"{\"copy\":\"1e999999999\"}|/copy", "{\"genre\":\"1e999999999\"}|/genre",
					"{\"facts\":{\"a\":1e999999999}}|/facts/a",
					"{\"extra\":{\"@type\":\"x\",\"value\":{\"1e999999999\":1}}}|/extra/value/1e999999999",
					"{\"extra\":{\"@type\":\"x\",\"value\":[\"1e999999999\"]}}|/extra/value/0" })
	void whenTextIsReadAsNumberThenItIsNoLargeOne(String json, String pointer) {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/books").setBody("*");
		assertThat(refusal("ReserveBook", rule, "/v1/books", "", json).detail())
			.isEqualTo("'" + pointer + "' is a number out of range.");
	}

	@Test
	void whenParameterIsTextThenItMayLookLikeALargeNumber() {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/v1/books");
		assertThat(bind("ReserveBook", rule, "/v1/books", "remark=8e45621&key=8e456217&limit=8e3", ""))
			.isEqualTo(ReserveBookRequest.newBuilder()
				.setRemark(StringValue.of("8e45621"))
				.setKey(ByteString.copyFrom(Base64.getDecoder().decode("8e456217")))
				.setLimit(UInt64Value.of(8000))
				.build());
	}

	@Test
	void whenBodyIsAScalarFieldThenItIsCheckedAsThatField() {
		HttpRule.Builder text = HttpRule.newBuilder().setPost("/v1/books").setBody("note");
		assertThat(bind("ReserveBook", text, "/v1/books", "", "\"8e45621\""))
			.isEqualTo(ReserveBookRequest.newBuilder().setNote("8e45621").build());
		HttpRule.Builder map = HttpRule.newBuilder().setPost("/v1/books").setBody("labels");
		assertThat(bind("ReserveBook", map, "/v1/books", "", "{\"commit\":\"8e45621\"}"))
			.isEqualTo(ReserveBookRequest.newBuilder().putLabels("commit", "8e45621").build());
		HttpRule.Builder number = HttpRule.newBuilder().setPost("/v1/books").setBody("copy");
		assertThat(refusal("ReserveBook", number, "/v1/books", "", "\"1e999999999\"").detail())
			.isEqualTo("'' is a number out of range.");
	}

	@Test
	void whenMessageHasAFormOfItsOwnThenItsBodyHasIt() {
		JsonBody.check("{\"a\":\"8e45621\"}", JsonType.of(Struct.getDescriptor()));
		JsonBody.check("[\"8e45621\"]", JsonType.of(ListValue.getDescriptor()));
		JsonBody.check("\"8e45621\"", JsonType.of(Value.getDescriptor()));
		JsonBody.check("{\"@type\":\"x\",\"value\":\"1s\"}", JsonType.of(Any.getDescriptor()));
		JsonBody.check("\"2020-01-02T03:04:05Z\"", JsonType.of(Timestamp.getDescriptor()));
		assertThatExceptionOfType(RefusedRequestException.class)
			.isThrownBy(() -> JsonBody.check("\"1e999999999\"", JsonType.of(UInt64Value.getDescriptor())));
		assertThatExceptionOfType(RefusedRequestException.class)
			.isThrownBy(() -> JsonBody.check("{\"a\":1}", JsonType.of(Empty.getDescriptor())));
	}

	@ParameterizedTest
	@MethodSource("variables")
	void whenPathAndBodySetAFieldThenThePathWins(String field, String path, String body,
			ReserveBookRequest.Builder expected) {
		HttpRule.Builder rule = HttpRule.newBuilder().setPost("/v1/{" + field + "}").setBody("*");
		assertThat(bind("ReserveBook", rule, path, "", body)).isEqualTo(expected.setReader("Ann").build());
	}

	static Stream<Arguments> variables() {
		ReserveBookRequest.Builder none = ReserveBookRequest.newBuilder();
		return Stream.of(Arguments.of("copy", "/v1/7", "{\"copy\":\"8\",\"reader\":\"Ann\"}", none.clone().setCopy(7)),
				Arguments.of("copy", "/v1/0", "{\"copy\":\"8\",\"reader\":\"Ann\"}", none.clone()),
				Arguments.of("genre", "/v1/DRAMA", "{\"genre\":\"POETRY\",\"reader\":\"Ann\"}",
						none.clone().setGenre(Genre.DRAMA)),
				Arguments.of("note", "/v1/a", "{\"note\":\"b\",\"reader\":\"Ann\"}", none.clone().setNote("a")),
				Arguments.of("day", "/v1/a", "{\"day\":\"b\",\"reader\":\"Ann\"}", none.clone().setDay("a")),
				Arguments.of("day", "/v1/a", "{\"days\":3,\"reader\":\"Ann\"}", none.clone().setDay("a")),
				Arguments.of("days", "/v1/3", "{\"day\":\"b\",\"reader\":\"Ann\"}", none.clone().setDays(3)));
	}

	@Test
	void whenPathSetsOneOfSeveralThenAnotherIsNoParameter() {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/v1/{day}");
		assertThat(refusal("ReserveBook", rule, "/v1/a", "days=3", "").detail())
			.isEqualTo("'days' is set by the path.");
	}

	private Message bind(String method, HttpRule.Builder rule, String path, String query, String body) {
		HttpBinding binding = Library.binding(method, rule);
		RouteTree<HttpBinding> tree = new RouteTree<>();
		tree.add(binding.httpMethod(), binding.template(), binding);
		RouteTree.Match<HttpBinding> match = tree.find(binding.httpMethod(), path);
		assertThat(match).as(path).isNotNull();
		return this.binder.bind(binding, match.segments(), QueryString.parse(query), body);
	}

	private Problem refusal(String method, HttpRule.Builder rule, String path, String query, String body) {
		try {
			throw new AssertionError("Bound " + bind(method, rule, path, query, body));
		}
		catch (RefusedRequestException ex) {
			return ex.problem();
		}
	}

}
