// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CloudEventsTests {

	private static final Map<String, String> HEADERS = headers("tenant", "Straße 1 %", "X-Mixed", "a:b\\c", "empty", "",
			"sprocket-published-at", "2026-01-02T03:04:05.678Z", "sprocket-request-id", "r-1", "type", "mine",
			"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void whatIsSentComesBack(EventFormat format) {
		for (String body : new String[] { "", "text ü", "{\"amount\":1.10,\"big\":12345678901234567890}" }) {
			Map<String, String> headers = new LinkedHashMap<>(HEADERS);
			headers.put("content-type", body.startsWith("{") ? "application/json" : "text/plain;charset=UTF-8");
			Event event = new Event("id-1", "k ü", 3, headers, bytes(body));
			Event read = CloudEvents.read(CloudEvents.write(event, "/shop", "orders", format));
			headers.put("sprocket-id", "id-1");
			assertThat(read.headers()).isEqualTo(headers);
			assertThat(read.id()).isEqualTo("id-1");
			assertThat(read.key()).isEqualTo("k ü");
			assertThat(read.attempt()).isEqualTo(3);
			assertThat(read.body()).asString().isEqualTo(body);
		}
	}

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void bytesAreKept(EventFormat format) {
		byte[] body = { 0, -1, 127, -128 };
		HttpMessage request = CloudEvents.write(new Event("1", null, 1, Map.of(), body), "/shop", "orders", format);
		assertThat(CloudEvents.read(request).body()).isEqualTo(body);
		assertThat(CloudEvents.read(request).headers()).isEqualTo(Map.of("sprocket-id", "1"));
	}

	@Test
	void binaryModeIsThatOfTheBinding() {
		Event event = new Event("1", "c-7", 1, headers("content-type", "application/json", "sprocket-published-at",
				"2026-01-02T03:04:05Z", "tenant", "Euro € 😀"), bytes("{}"));
		HttpMessage request = CloudEvents.write(event, "/shop", "orders", EventFormat.BINARY);
		assertThat(request.headers()).containsEntry("ce-specversion", "1.0")
			.containsEntry("ce-id", "1")
			.containsEntry("ce-source", "/shop")
			.containsEntry("ce-type", "orders")
			.containsEntry("ce-time", "2026-01-02T03:04:05Z")
			.containsEntry("ce-partitionkey", "c-7")
			.containsEntry("ce-tenant", "Euro%20%E2%82%AC%20%F0%9F%98%80")
			.containsEntry("content-type", "application/json");
		assertThat(request.body()).asString().isEqualTo("{}");
	}

	@Test
	void structuredModeIsThatOfTheJsonFormat() {
		Event event = new Event("1", null, 1, headers("content-type", "application/json"), bytes("{\"a\": [1]}"));
		HttpMessage request = CloudEvents.write(event, "/shop", "orders", EventFormat.STRUCTURED);
		assertThat(request.headers())
			.containsOnly(Map.entry("content-type", "application/cloudevents+json; charset=UTF-8"));
		assertThat(request.body()).asString()
			.isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"orders\","
					+ "\"sprocketattempt\":\"1\",\"datacontenttype\":\"application/json\",\"data\":{\"a\":[1]}}");
	}

	@Test
	void typeAndSourceCanBeSaidByTheMessage() {
		Event event = new Event("1", null, 1, headers("ce-type", "com.example.placed", "ce-source", "/eu"), bytes(""));
		HttpMessage request = CloudEvents.write(event, "/shop", "orders", EventFormat.BINARY);
		assertThat(request.headers()).containsEntry("ce-type", "com.example.placed").containsEntry("ce-source", "/eu");
		assertThat(CloudEvents.read(request).headers()).containsEntry("ce-type", "com.example.placed");
	}

	@Test
	void whenHeadersAreTooMuchForARequestThenItIsStructuredByteForByte() {
		Event event = new Event("1", null, 1, headers("content-type", "application/json", "long", "x".repeat(5000)),
				bytes("{ \"a\" : 1 }"));
		HttpMessage request = CloudEvents.write(event, "/shop", "orders", EventFormat.BINARY);
		assertThat(request.headers()).containsOnlyKeys("content-type");
		assertThat(CloudEvents.read(request).body()).asString().isEqualTo("{ \"a\" : 1 }");
		assertThat(CloudEvents.read(request).headers()).containsEntry("long", "x".repeat(5000));
	}

	@Test
	void eventOfSomebodyElseKeepsItsContextInHeaders() {
		Event event = CloudEvents.read(new HttpMessage(headers("ce-specversion", "1.0", "ce-id", "A234", "ce-source",
				"/mycontext", "ce-type", "com.example.someevent", "ce-subject", "s%20t", "ce-comexampleextension1",
				"value", "content-type", "application/json", "user-agent", "curl"), bytes("{}")));
		assertThat(event.id()).isEqualTo("A234");
		assertThat(event.attempt()).isZero();
		assertThat(event.headers()).containsEntry("ce-type", "com.example.someevent")
			.containsEntry("ce-source", "/mycontext")
			.containsEntry("ce-subject", "s t")
			.containsEntry("comexampleextension1", "value")
			.containsEntry("content-type", "application/json")
			.doesNotContainKey("user-agent");
	}

	@Test
	void structuredEventOfSomebodyElseIsRead() {
		Event event = CloudEvents.read(new HttpMessage(headers("content-type", "application/cloudevents+json"), bytes(
				"{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"9\",\"time\":\"2026-01-02T03:04:05Z\","
						+ "\"exta\":true,\"extn\":7,\"datacontenttype\":\"text/xml\",\"data\":\"<much/>\"}")));
		assertThat(event.body()).asString().isEqualTo("<much/>");
		assertThat(event.headers()).containsEntry("exta", "true")
			.containsEntry("extn", "7")
			.containsEntry("content-type", "text/xml")
			.containsEntry("sprocket-published-at", "2026-01-02T03:04:05Z");
	}

	@Test
	void whenAnEventIsNoneThenItSaysSo() {
		String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";
		Map<String, String> problems = Map.of("[]", "it is no object", "{", "Unexpected end-of-input", "",
				"it is no object", event + ",\"data_base64\":\"!\"}", "'data_base64' is no Base64",
				event + ",\"data\":1,\"data_base64\":\"\"}", "'data' and 'data_base64' exclude each other",
				"{\"id\":\"1\"}", "it has no attribute 'specversion'", event.replace("/s", "") + "}",
				"it has no attribute 'source'", event + ",\"x\":[]}", "attribute 'x' is no single value");
		problems.forEach((body, problem) -> assertThatExceptionOfType(UnreadableRequestException.class)
			.isThrownBy(() -> CloudEvents.read(new HttpMessage(
					headers("content-type", "Application/CloudEvents+JSON; charset=utf-8"), bytes(body))))
			.withMessageContaining(problem));
	}

	@Test
	void dataWithoutATypeIsJsonAndAnAttributeThatIsNullIsNone() {
		Event event = CloudEvents.read(new HttpMessage(headers("content-type", "application/cloudevents+json"), bytes(
				"{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"9\",\"subject\":null,\"data\":\"text\"}")));
		assertThat(event.body()).asString().isEqualTo("\"text\"");
		assertThat(event.headers()).containsEntry("content-type", "application/json").doesNotContainKey("ce-subject");
	}

	@Test
	void percentThatEncodesNothingIsKept() {
		assertThat(PercentText.decode("100% of %zz and %4")).isEqualTo("100% of %zz and %4");
		assertThat(PercentText.decode("%C3%BC%41")).isEqualTo("üA");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Map<String, String> headers(String... namesAndValues) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

}
