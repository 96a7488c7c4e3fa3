// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.sprocket.pubsub.content.CloudEventDocument;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.PercentText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CloudEventsTests {

	private static final CloudEventPolicy SHOP = new CloudEventPolicy(CloudEventMode.NONE, "/shop", null);

	private static final Map<String, String> HEADERS = headers("tenant", "Straße 1 %", "X-Mixed", "a:b\\c", "empty", "",
			"sprocket-published-at", "2026-01-02T03:04:05.678Z", "sprocket-request-id", "r-1", "type", "mine",
			"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "ce_tenant", "t");

	private static final Map<String, String> EVENT = headers("ce_specversion", "1.0", "ce_id", "e-1", "ce_source",
			"/a%2Fb", "ce_type", "com.example.placed", "ce_subject", "100%25 ü", "ce_sequence", "7", "ce_time",
			"2026-01-02T03:04:05.678Z", "sprocket-published-at", "2026-01-02T03:04:05.678Z", "sprocket-request-id",
			"r-1", "tenant", "acme", "content-type", "application/json");

	private static final String DOCUMENT = "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/a%2Fb\",\"type\":\"com.example.placed\","
			+ "\"sequence\":7,\"datacontenttype\":\"application/json\",\"data\":{\"amount\":2.50}}";

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void whatIsSentComesBack(EventFormat format) {
		for (String body : new String[] { "", "text ü", "{\"amount\":1.10,\"big\":12345678901234567890}" }) {
			Map<String, String> headers = new LinkedHashMap<>(HEADERS);
			headers.put("content-type", body.startsWith("{") ? "application/json" : "text/plain;charset=UTF-8");
			Event event = new Event("id-1", "k ü", 3, headers, bytes(body));
			Event read = CloudEvents.read(CloudEvents.write(event, SHOP, "orders", format));
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
		HttpMessage request = CloudEvents.write(new Event("1", null, 1, Map.of(), body), SHOP, "orders", format);
		assertThat(CloudEvents.read(request).body()).isEqualTo(body);
		assertThat(CloudEvents.read(request).headers()).isEqualTo(Map.of("sprocket-id", "1"));
	}

	@Test
	void binaryModeIsThatOfTheBinding() {
		Event event = new Event("1", "c-7", 1, headers("content-type", "application/json", "sprocket-published-at",
				"2026-01-02T03:04:05Z", "tenant", "Euro € 😀"), bytes("{}"));
		HttpMessage request = CloudEvents.write(event, SHOP, "orders", EventFormat.BINARY);
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
		HttpMessage request = CloudEvents.write(event, SHOP, "orders", EventFormat.STRUCTURED);
		assertThat(request.headers())
			.containsOnly(Map.entry("content-type", "application/cloudevents+json; charset=UTF-8"));
		assertThat(request.body()).asString()
			.isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"orders\","
					+ "\"sprocketattempt\":\"1\",\"datacontenttype\":\"application/json\",\"data\":{\"a\":[1]}}");
	}

	@Test
	void typeAndSourceCanBeSaidByThePolicyOrTheMessage() {
		CloudEventPolicy policy = new CloudEventPolicy(CloudEventMode.NONE, "/eu", "com.example.placed");
		HttpMessage request = CloudEvents.write(new Event("1", null, 1, Map.of(), bytes("")), policy, "orders",
				EventFormat.BINARY);
		assertThat(request.headers()).containsEntry("ce-type", "com.example.placed").containsEntry("ce-source", "/eu");
		Map<String, String> headers = headers("ce_type", "com.example.paid", "ce_subject", "o-1", "sprocket-id", "1");
		request = CloudEvents.write(new Event("1", null, 1, headers, bytes("")), policy, "orders", EventFormat.BINARY);
		assertThat(request.headers()).containsEntry("ce-type", "com.example.paid")
			.containsEntry("ce-source", "/eu")
			.containsEntry("ce-subject", "o-1");
		assertThat(CloudEvents.read(request).headers()).isEqualTo(headers);
	}

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void whatIsAnEventKeepsItsAttributesAndComesBack(EventFormat format) {
		Event event = new Event("m-1", "k", 3, EVENT, bytes("{\"amount\":2.50}"));
		HttpMessage request = CloudEvents.write(event, SHOP, "orders", format);
		Map<String, String> attributes = attributes(request);
		assertThat(attributes).containsEntry("id", "e-1")
			.containsEntry("source", "/a%2Fb")
			.containsEntry("type", "com.example.placed")
			.containsEntry("subject", "100%25 ü")
			.containsEntry("sequence", "7")
			.containsEntry("partitionkey", "k")
			.doesNotContainKey("tenant");
		Event read = CloudEvents.read(request);
		Map<String, String> expected = new LinkedHashMap<>(EVENT);
		expected.put("sprocket-id", "m-1");
		expected.put("ce_partitionkey", "k");
		assertThat(read.headers()).isEqualTo(expected);
		assertThat(read.id()).isEqualTo("m-1");
		assertThat(read.key()).isEqualTo("k");
		assertThat(read.attempt()).isEqualTo(3);
		assertThat(read.body()).isEqualTo(event.body());
	}

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void whatIsADocumentGoesAsItIs(EventFormat format) {
		Map<String, String> headers = headers("content-type", "application/cloudevents+json", "sprocket-request-id",
				"r-1", "tenant", "acme");
		HttpMessage request = CloudEvents.write(new Event("m-1", "k", 3, headers, bytes(DOCUMENT)), SHOP, "orders",
				format);
		assertThat(request.headers())
			.containsOnly(Map.entry("content-type", "application/cloudevents+json; charset=UTF-8"));
		assertThat(request.body()).asString().endsWith("," + DOCUMENT.substring(1));
		Event read = CloudEvents.read(request);
		assertThat(read.body()).asString().isEqualTo("{\"amount\":2.50}");
		assertThat(read.id()).isEqualTo("m-1");
		assertThat(read.key()).isEqualTo("k");
		assertThat(read.attempt()).isEqualTo(3);
		assertThat(read.headers()).isEqualTo(headers("sprocket-id", "m-1", "sprocket-request-id", "r-1", "tenant",
				"acme", "content-type", "application/json", "ce_specversion", "1.0", "ce_id", "e-1", "ce_source",
				"/a%2Fb", "ce_type", "com.example.placed", "ce_sequence", "7", "ce_partitionkey", "k"));
	}

	@ParameterizedTest
	@EnumSource(EventFormat.class)
	void whatIsNoEventAlthoughItSaysSoGoesInsideOfOneAndComesBack(EventFormat format) {
		String body = DOCUMENT.replace("\"id\"", "\"no\"");
		for (Map<String, String> headers : List.of(headers("content-type", "application/cloudevents+json"),
				headers("ce_specversion", "0.3", "ce_source", "/s", "content-type", "application/json"),
				headers("ce_specversion", "1.0", "ce_source", "/s", "ce_No Name", "x", "content-type",
						"application/json"))) {
			headers.put("sprocket-id", "1");
			HttpMessage request = CloudEvents.write(new Event("1", null, 1, headers, bytes(body)), SHOP, "orders",
					format);
			assertThat(attributes(request)).containsEntry("id", "1")
				.containsEntry("source", "/shop")
				.containsEntry("type", "orders");
			assertThat(CloudEvents.read(request).headers()).isEqualTo(headers);
			assertThat(CloudEvents.read(request).body()).asString().isEqualTo(body);
		}
	}

	@Test
	void whatAnEventLacksIsMadeUpForOthersOnly() {
		Map<String, String> headers = headers("ce_specversion", "1.0", "ce_id", "e-1", "ce_source", "/s", "sprocket-id",
				"1");
		HttpMessage request = CloudEvents.write(new Event("1", null, 1, headers, bytes("")), SHOP, "orders",
				EventFormat.BINARY);
		assertThat(attributes(request)).containsEntry("id", "e-1")
			.containsEntry("source", "/s")
			.containsEntry("type", "orders");
		assertThat(CloudEvents.read(request).headers()).isEqualTo(headers);
	}

	@Test
	void whenAnAttributeSaysAnotherKeyThenBothAreKept() {
		Map<String, String> headers = new LinkedHashMap<>(EVENT);
		headers.put("ce_partitionkey", "eu");
		HttpMessage request = CloudEvents.write(new Event("e-1", "k", 1, headers, bytes("{}")), SHOP, "orders",
				EventFormat.BINARY);
		assertThat(request.headers()).containsEntry("ce-partitionkey", "eu");
		assertThat(CloudEvents.read(request).key()).isEqualTo("k");
		assertThat(CloudEvents.read(request).headers()).containsEntry("ce_partitionkey", "eu");
	}

	@Test
	void whenHeadersAreTooMuchForARequestThenItIsStructuredByteForByte() {
		Event event = new Event("1", null, 1, headers("content-type", "application/json", "long", "x".repeat(5000)),
				bytes("{ \"a\" : 1 }"));
		HttpMessage request = CloudEvents.write(event, SHOP, "orders", EventFormat.BINARY);
		assertThat(request.headers()).containsOnlyKeys("content-type");
		assertThat(CloudEvents.read(request).body()).asString().isEqualTo("{ \"a\" : 1 }");
		assertThat(CloudEvents.read(request).headers()).containsEntry("long", "x".repeat(5000));
	}

	@Test
	void eventOfSomebodyElseHasItsAttributesInHeadersDecodedOnce() {
		Event event = CloudEvents.read(new HttpMessage(
				headers("ce-specversion", "1.0", "ce-id", "A234", "ce-source", "/a%252Fb", "ce-type",
						"com.example.someevent", "ce-subject", "s%20t", "ce-comexampleextension1", "value",
						"ce-partitionkey", "k", "content-type", "application/json", "user-agent", "curl"),
				bytes("{}")));
		assertThat(event.id()).isEqualTo("A234");
		assertThat(event.key()).isEqualTo("k");
		assertThat(event.attempt()).isZero();
		assertThat(event.headers()).isEqualTo(headers("ce_specversion", "1.0", "ce_id", "A234", "ce_source", "/a%2Fb",
				"ce_type", "com.example.someevent", "ce_subject", "s t", "ce_comexampleextension1", "value",
				"ce_partitionkey", "k", "sprocket-id", "A234", "content-type", "application/json"));
	}

	@Test
	void structuredEventOfSomebodyElseIsRead() {
		Event event = CloudEvents.read(new HttpMessage(headers("content-type", "application/cloudevents+json"), bytes(
				"{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/a%2Fb\",\"id\":\"9\",\"time\":\"2026-01-02T03:04:05Z\","
						+ "\"exta\":true,\"extn\":7,\"datacontenttype\":\"text/xml\",\"data\":\"<much/>\"}")));
		assertThat(event.body()).asString().isEqualTo("<much/>");
		assertThat(event.headers()).containsEntry("ce_source", "/a%2Fb")
			.containsEntry("ce_exta", "true")
			.containsEntry("ce_extn", "7")
			.containsEntry("content-type", "text/xml")
			.containsEntry("sprocket-published-at", "2026-01-02T03:04:05Z");
	}

	@Test
	void whenAnEventIsNoneThenItSaysSo() {
		String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";
		Map<String, String> problems = Map.of("[]", "it is no object", "{", "Unexpected end-of-input", "",
				"it is no object", event + ",\"data_base64\":\"!\"}", "'data_base64' is no Base64",
				event + ",\"data\":1,\"data_base64\":\"\"}", "'data' and 'data_base64' exclude each other",
				"{\"id\":\"1\"}", "attribute 'specversion' is missing", event.replace("/s", "") + "}",
				"attribute 'source' is empty", event + ",\"x\":[]}", "attribute 'x' is no single value");
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
		assertThat(event.headers()).containsEntry("content-type", "application/json").doesNotContainKey("ce_subject");
	}

	private static Map<String, String> attributes(HttpMessage request) {
		Map<String, String> attributes = new LinkedHashMap<>();
		if (CloudEventDocument.isDocument(request.header("content-type"))) {
			return CloudEventDocument.read(request.body()).attributes();
		}
		request.headers().forEach((name, value) -> {
			if (name.startsWith("ce-")) {
				attributes.put(name.substring(3), PercentText.decode(value));
			}
		});
		return attributes;
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
