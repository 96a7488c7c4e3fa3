// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * CloudEvents as ours and as the SDK of the CloudEvents project write and read them.
 */
class CloudEventLayerTests {

	private final CloudEventLayer layer = layer(CloudEventMode.STRUCTURED);

	private static CloudEventLayer layer(CloudEventMode mode) {
		return new CloudEventLayer(new CloudEventPolicy(mode, "/orders", null), Map.of());
	}

	private static Content content(String contentType, byte[] body) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("sprocket-id", "1");
		headers.put("sprocket-published-at", "2026-01-02T03:04:05.678Z");
		headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		headers.put("content-type", contentType);
		return new Content("orders", "k", headers, body, null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Content structured(String body) {
		return new Content("orders", null, Map.of("content-type", "application/cloudevents+json"), bytes(body), null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			application/json         | {"a":[1,2.5,"ü"]}
			application/problem+json | {"a":null}
			text/plain;charset=utf-8 | plain "ü"
			text/plain;charset=none  | plain
			application/octet-stream | any
			""")
	void whatWeWriteTheSdkReads(String contentType, String body) {
		Content written = this.layer.outgoing(content(contentType, bytes(body)));
		CloudEvent event = new JsonFormat().deserialize(written.body());
		assertThat(event.getId()).isEqualTo("1");
		assertThat(event.getSource()).isEqualTo(URI.create("/orders"));
		assertThat(event.getType()).isEqualTo("orders");
		assertThat(event.getTime()).isEqualTo("2026-01-02T03:04:05.678Z");
		assertThat(event.getDataContentType()).isEqualTo(contentType);
		assertThat(event.getExtension("partitionkey")).isEqualTo("k");
		assertThat(event.getExtension("traceparent")).asString().startsWith("00-0af7");
		assertThat(event.getData()).isNotNull()
			.satisfies((data) -> assertThat(data.toBytes()).asString(StandardCharsets.UTF_8).isEqualTo(body));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			application/json         | {"a":[1,2.50,"ü"]}
			text/plain               | plain "ü"
			application/octet-stream | any
			""")
	void whatTheSdkWritesWeRead(String contentType, String body) {
		CloudEvent event = CloudEventBuilder.v1()
			.withId("1")
			.withSource(URI.create("/theirs"))
			.withType("t")
			.withExtension("flag", true)
			.withData(contentType, bytes(body))
			.build();
		Content read = this.layer
			.incoming(structured(new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8)));
		assertThat(read.body()).asString(StandardCharsets.UTF_8).isEqualTo(body);
		assertThat(read.contentType()).isEqualTo(contentType);
		assertThat(read.headers()).containsEntry("ce_source", "/theirs").containsEntry("ce_flag", "true");
	}

	@Test
	void dataInJsonKeepsItsNumbers() {
		String data = "{\"big\":12345678901234567890.12345678901234567890,\"one\":1.0}";
		Content written = this.layer.outgoing(content("application/json", bytes(data)));
		assertThat(this.layer.incoming(written).body()).asString(StandardCharsets.UTF_8).isEqualTo(data);
	}

	@Test
	void dataWithoutAContentTypeIsJson() {
		Content read = this.layer.incoming(
				structured("{\"specversion\":\"1.0\",\"data\":\"x\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}"));
		assertThat(read.contentType()).isEqualTo("application/json");
		assertThat(read.body()).asString(StandardCharsets.UTF_8).isEqualTo("\"x\"");
	}

	@Test
	void textIsReadInTheCharsetThatItsContentTypeNames() {
		Content read = this.layer.incoming(structured("{\"specversion\":\"1.0\",\"data\":\"ü\",\"id\":\"1\","
				+ "\"source\":\"s\",\"type\":\"t\",\"datacontenttype\":\"text/plain; charset=iso-8859-1\"}"));
		assertThat(TextDecoder.decode(read.body(), read.contentType())).isEqualTo("ü");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"specversion":"1.0","source":"s","type":"t"}                               | attribute 'id' is missing
					{"specversion":"1.0","id":"1","source":"","type":"t"}                       | attribute 'source' is empty
					{"id":"1","source":"s","type":"t"}                                          | attribute 'specversion' is missing
					{"specversion":"0.3","id":"1","source":"s","type":"t"}                      | attribute 'specversion' is '0.3', not 1.0
					{"specversion":"1.0","id":"1","source":"s","type":null}                     | attribute 'type' is missing
					{"specversion":"1.0","id":"1","source":"s","type":"t","time":"now"}         | attribute 'time' is 'now', no timestamp of RFC 3339
					{"specversion":"1.0","id":"1","source":"s","type":"t","x":{}}               | attribute 'x' is no single value
					{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"?"}    | 'data_base64' is no Base64
					{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":{}}     | 'data_base64' is no Base64
					{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":1234}   | 'data_base64' is no Base64
					{"specversion":"1.0","id":"1","source":"s","type":"t","data":1,"data_base64":""} | 'data' and 'data_base64' exclude each other
					[]                                                                          | it is no object
					{"specversion":"1.0",                                                       | Unexpected end-of-input
					""")
	void whatIsNoEventIsRefusedWithTheReason(String body, String reason) {
		assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> this.layer.incoming(structured(body)))
			.withMessageContaining(reason);
	}

	@Test
	void anEnvelopeInAnotherFormIsRefusedWithItsType() {
		Content batch = new Content("orders", null, Map.of("content-type", "application/cloudevents-batch+json"),
				bytes("[]"), null);
		assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> this.layer.incoming(batch))
			.withMessageContaining("application/cloudevents-batch+json");
	}

	@Test
	void valuesOfHttpHeadersArePercentDecoded() {
		Content foreign = new Content("orders", null,
				Map.of("ce-specversion", "1.0", "ce-id", "a+b%20%C3%BC", "ce-source", "100%", "ce-type", "t"),
				new byte[0], null);
		assertThat(this.layer.incoming(foreign).headers()).containsEntry("ce_id", "a+b ü")
			.containsEntry("ce_source", "100%")
			.doesNotContainKey("ce-id");
	}

	@Test
	void whatIsAnEventAlreadyIsNotWrappedAgain() {
		Content event = structured("{}");
		assertThat(this.layer.outgoing(event)).isSameAs(event);
	}

	@Test
	void whatIsNoEventIsLeftAlone() {
		Content plain = content("application/json", bytes("{}"));
		assertThat(layer(CloudEventMode.NONE).outgoing(plain)).isSameAs(plain);
		assertThat(this.layer.incoming(plain)).isSameAs(plain);
	}

	@Test
	void aTopicMayHaveAPolicyOfItsOwn() {
		CloudEventLayer mixed = new CloudEventLayer(CloudEventPolicy.NONE,
				Map.of("orders", new CloudEventPolicy(CloudEventMode.BINARY, "/own", "com.example.placed")));
		assertThat(mixed.outgoing(content("text/plain", bytes("x"))).headers()).containsEntry("ce_source", "/own")
			.containsEntry("ce_type", "com.example.placed");
	}

	@Test
	void aSourceThatIsNoUriReferenceIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CloudEventPolicy(CloudEventMode.BINARY, "my orders", null))
			.withMessage("The source of CloudEvents must be a URI reference, such as /orders or "
					+ "https://example.com/orders, not 'my orders'");
	}

}
