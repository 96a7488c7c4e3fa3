// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How payloads travel.
 */
class CodecsTests {

	private final Codecs codecs = new Codecs(List.of(new JsonCodec(JsonMapper.builder().build())));

	private byte[] encode(OutgoingMessage message) {
		return this.codecs.encode(message, this.codecs.contentTypeOf(message));
	}

	@Test
	void aRecordTravelsAsJson() {
		OutgoingMessage message = OutgoingMessage.of("orders", new Order("a", 3));
		assertThat(this.codecs.contentTypeOf(message)).isEqualTo("application/json");
		assertThat(encode(message)).asString().isEqualTo("{\"id\":\"a\",\"amount\":3}");
		assertThat(this.codecs.decoder(Order.class).decode(encode(message), "application/json"))
			.isEqualTo(new Order("a", 3));
	}

	@Test
	void aStringAndBytesTravelAsTheyAreUnderAnyContentType() {
		OutgoingMessage text = OutgoingMessage.of("orders", "{\"id\":1}").contentType("application/vnd.x+json");
		assertThat(encode(text)).asString().isEqualTo("{\"id\":1}");
		byte[] bytes = { 0, -1, 7 };
		assertThat(encode(OutgoingMessage.of("orders", bytes))).isEqualTo(bytes).isNotSameAs(bytes);
	}

	@Test
	void aHandlerThatTakesTextGetsTheRawBodyOfJson() {
		assertThat(this.codecs.decoder(String.class)
			.decode("{\"a\":1}".getBytes(StandardCharsets.UTF_8), "application/json")).isEqualTo("{\"a\":1}");
	}

	@Test
	void aMissingContentTypeIsReadAsWhatTheHandlerTakes() {
		byte[] body = "{\"id\":\"a\",\"amount\":3}".getBytes(StandardCharsets.UTF_8);
		assertThat(this.codecs.decoder(Order.class).decode(body, null)).isEqualTo(new Order("a", 3));
		assertThat((Object) this.codecs.decoder(Map.class).decode(body, null))
			.isEqualTo(Map.of("id", "a", "amount", 3));
	}

	@Test
	void textIsReadInItsCharset() {
		byte[] body = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(this.codecs.decoder(String.class).decode(body, "text/plain; charset=\"ISO-8859-1\""))
			.isEqualTo("Grüße");
	}

	@Test
	void textThatIsNoTextIsUndecodable() {
		byte[] body = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
		assertThatExceptionOfType(UndecodableException.class)
			.isThrownBy(() -> this.codecs.decoder(String.class).decode(body, null))
			.withMessage("The body is no text in UTF-8");
	}

	@Test
	void aReplacementCharacterThatWasSentIsText() {
		byte[] body = "\uFFFD".getBytes(StandardCharsets.UTF_8);
		assertThat(this.codecs.decoder(String.class).decode(body, null)).isEqualTo("\uFFFD");
	}

	@Test
	void anotherContentTypeIsUndecodableForARecord() {
		assertThatExceptionOfType(UndecodableException.class)
			.isThrownBy(() -> this.codecs.decoder(Order.class).decode(new byte[0], "application/avro"))
			.withMessageStartingWith("No codec reads 'application/avro' as ");
	}

	@Test
	void jsonNullIsUndecodable() {
		assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> this.codecs.decoder(Order.class)
			.decode("null".getBytes(StandardCharsets.UTF_8), "application/json"));
	}

	@Test
	void whatNoCodecWritesIsRefusedWithTheWayOut() {
		OutgoingMessage message = OutgoingMessage.of("orders", new Order("a", 1)).contentType("application/avro");
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> encode(message))
			.withMessageContaining("no codec writes a ")
			.withMessageEndingWith("as 'application/avro'; publish a byte[] or a String, or use application/json");
	}

	record Order(String id, int amount) {

	}

}
