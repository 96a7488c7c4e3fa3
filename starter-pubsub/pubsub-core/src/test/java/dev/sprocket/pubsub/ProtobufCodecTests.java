// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Codecs beside JSON.
 */
class ProtobufCodecTests {

	private static final Timestamp TIMESTAMP = Timestamp.newBuilder().setSeconds(1).setNanos(2).build();

	private final Codecs codecs = new Codecs(
			List.of(new Upper(), new ProtobufCodec(), new JsonCodec(JsonMapper.builder().build())));

	@Test
	void aProtobufMessageTravelsAsProtobufUnasked() {
		OutgoingMessage message = OutgoingMessage.of("times", TIMESTAMP);
		String contentType = this.codecs.contentTypeOf(message);
		assertThat(contentType).isEqualTo("application/x-protobuf");
		byte[] body = this.codecs.encode(message, contentType);
		assertThat(body).isEqualTo(TIMESTAMP.toByteArray());
		for (String type : List.of("application/x-protobuf", "application/protobuf",
				"application/vnd.google.protobuf;proto=google.protobuf.Timestamp")) {
			assertThat(this.codecs.decoder(Timestamp.class).decode(body, type)).as(type).isEqualTo(TIMESTAMP);
		}
		assertThat(this.codecs.decoder(Timestamp.class).decode(body, null)).isEqualTo(TIMESTAMP);
	}

	@Test
	void aBodyThatIsNoProtobufIsUndecodable() {
		assertThatExceptionOfType(UndecodableException.class)
			.isThrownBy(() -> this.codecs.decoder(Timestamp.class).decode(new byte[] { 8 }, null))
			.withMessageStartingWith("The body is no com.google.protobuf.Timestamp in Protobuf: ");
		assertThatExceptionOfType(UndecodableException.class)
			.isThrownBy(() -> this.codecs.decoder(Order.class).decode(new byte[0], "application/protobuf"))
			.withMessage(Order.class.getName() + " is no Protobuf message");
	}

	@Test
	void whatIsNoProtobufMessageIsRefused() {
		OutgoingMessage message = OutgoingMessage.of("orders", new Order("a")).contentType("application/protobuf");
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.codecs.encode(message, "application/protobuf"))
			.withMessageContaining("cannot write a " + Order.class.getName() + " as application/protobuf")
			.withRootCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void aRecordStillTravelsAsJson() {
		OutgoingMessage message = OutgoingMessage.of("orders", new Order("a"));
		assertThat(this.codecs.contentTypeOf(message)).isEqualTo("application/json");
		byte[] body = this.codecs.encode(message, "application/json");
		assertThat(this.codecs.decoder(Order.class).decode(body, "application/json")).isEqualTo(new Order("a"));
	}

	@Test
	void aCodecOfTheUserComesFirst() {
		OutgoingMessage message = OutgoingMessage.of("shouts", new Shout("a")).contentType("text/upper");
		assertThat(this.codecs.encode(message, "text/upper")).asString().isEqualTo("A");
		assertThat(this.codecs.decoder(Shout.class).decode("b".getBytes(StandardCharsets.UTF_8), "text/upper"))
			.isEqualTo(new Shout("B"));
	}

	record Order(String id) {

	}

	record Shout(String text) {

	}

	private static final class Upper implements Codec {

		@Override
		public boolean supports(String mediaType) {
			return mediaType.equals("text/upper");
		}

		@Override
		public byte[] encode(Object payload) {
			return ((Shout) payload).text().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public <T> Function<byte[], T> decoder(Class<T> type) {
			return (body) -> type.cast(new Shout(new String(body, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT)));
		}

	}

}
