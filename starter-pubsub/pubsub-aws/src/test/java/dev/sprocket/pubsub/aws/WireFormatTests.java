// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.aws.WireFormat.Received;
import dev.sprocket.pubsub.spi.OutboundMessage;

import static org.assertj.core.api.Assertions.assertThat;

class WireFormatTests {

	private static final Map<String, String> OURS = Map.of("sprocket-id", "id-1");

	private static final AwsSettings STANDARD = Emulator.settings(false, FanOut.SNS, Missing.CREATE);

	private static final AwsSettings FIFO = Emulator.settings(true, FanOut.SNS, Missing.CREATE);

	@Test
	void whenTheBodyIsTextThenItTravelsAsItIs() {
		WireMessage wire = WireFormat.write(message("{\"ü\":\"😀\"}\r\n\t".getBytes(StandardCharsets.UTF_8), OURS),
				STANDARD);
		assertThat(wire.body()).isEqualTo("{\"ü\":\"😀\"}\r\n\t");
		assertThat(wire.attributes()).isEqualTo(OURS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0", "a\u001bb", "\uFFFE", "\uFFFF", "\b" })
	void whenTheBodyHoldsACharacterThatXmlForbidsThenItTravelsInBase64(String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		WireMessage wire = WireFormat.write(message(bytes, OURS), STANDARD);
		assertThat(wire.attributes()).containsEntry("sprocket-body", "base64");
		assertThat(read(wire).body()).isEqualTo(bytes);
	}

	@Test
	void whenTheBodyIsBinaryOrEmptyThenItComesBackByteForByte() {
		for (byte[] body : new byte[][] { {}, { -1 }, { 0, 127, -128 }, { (byte) 0xC3 }, { (byte) 0xED, -96, -128 } }) {
			WireMessage wire = WireFormat.write(message(body, OURS), STANDARD);
			assertThat(wire.body()).isNotEmpty();
			assertThat(read(wire).body()).isEqualTo(body);
		}
	}

	@Test
	void whenThereAreTenHeadersThenEachIsAnAttribute() {
		WireMessage wire = WireFormat.write(message(new byte[] { 'x' }, numbered(10)), STANDARD);
		assertThat(wire.attributes()).isEqualTo(numbered(10));
	}

	@Test
	void whenThereAreMoreHeadersThenTheLastTravelTogetherInOneAttribute() {
		WireMessage wire = WireFormat.write(message(new byte[] { 'x' }, numbered(50)), STANDARD);
		assertThat(wire.attributes()).hasSize(10).containsEntry("h9", "v9").doesNotContainKey("h10");
		assertThat(wire.attributes().get("sprocket-headers")).startsWith("h10:v10\nh11:v11\n");
		assertThat(read(wire).headers()).isEqualTo(numbered(50));
	}

	@Test
	void whenThereAreMoreHeadersThenThoseThatAFilterNamesAreAttributesAndOursAreNot() {
		AwsSettings filtered = new AwsSettings(false, FanOut.SNS, Missing.CREATE, Duration.ofSeconds(1),
				AwsSettings.DEFAULT_MESSAGE_BYTES,
				List.of(new AwsSettings.Filter("t", "g", "{\"$or\":[{\"tenant\":[\"a\"]},{\"region\":[\"eu\"]}]}"),
						new AwsSettings.Filter("other", "g", "{\"h11\":[\"v11\"]}")),
				QueueDeadLetters.LEAVE, Map.of());
		Map<String, String> headers = numbered(12);
		headers.putAll(Map.of("sprocket-redrive-group", "g", "sprocket-redrives", "1"));
		headers.putAll(Map.of("tenant", "a", "region", "eu"));
		WireMessage wire = WireFormat.write(message(new byte[] { 'x' }, headers), filtered);
		assertThat(wire.attributes()).containsOnlyKeys("tenant", "region", "h1", "h2", "h3", "h4", "h5", "h6", "h7",
				"sprocket-headers");
		assertThat(read(wire).headers()).isEqualTo(headers);
	}

	@Test
	void whenAHeaderIsNoAttributeThenItTravelsWithTheOthers() {
		Map<String, String> headers = new LinkedHashMap<>(OURS);
		for (String name : new String[] { "a b", "ü", ".a", "a.", "a..b", "AWS.x", "amazon.y", "n".repeat(257) }) {
			headers.put(name, "value");
		}
		headers.put("empty", "");
		headers.put("control", "\uFFFF");
		WireMessage wire = WireFormat.write(message(new byte[] { 'x' }, headers), STANDARD);
		assertThat(wire.attributes()).containsOnlyKeys("sprocket-id", "sprocket-headers");
		assertThat(read(wire).headers()).isEqualTo(headers);
	}

	@Test
	void whenTheMessageHasAKeyAndIsDelayedThenBothComeBack() {
		Instant due = Instant.parse("2030-01-02T03:04:05.678Z");
		OutboundMessage message = new OutboundMessage("t", "id-1", "key ü", OURS, new byte[] { 'x' }, due, null, null);
		Received received = read(WireFormat.write(message, STANDARD));
		assertThat(received.key()).isEqualTo("key ü");
		assertThat(received.deliverAt()).isEqualTo(due);
		assertThat(received.headers()).isEqualTo(OURS);
	}

	@Test
	void whenItIsFifoThenTheKeyIsTheGroupAndTheIdTheDeduplicationId() {
		assertThat(fifo("k-1", null, OURS)).returns("k-1", WireMessage::groupId)
			.returns("id-1", WireMessage::deduplicationId);
		assertThat(fifo(null, null, OURS)).returns("id-1", WireMessage::groupId);
		assertThat(fifo("k", "mine", OURS)).returns("user.mine", WireMessage::deduplicationId);
		assertThat(fifo("with blank", "x".repeat(200), OURS)).satisfies((wire) -> {
			assertThat(wire.groupId()).matches("[0-9a-f]{64}");
			assertThat(wire.deduplicationId()).matches("[0-9a-f]{64}");
		});
	}

	@Test
	void whenAMessageIsRedrivenThenFifoDoesNotTakeItForTheOneItWas() {
		Map<String, String> redriven = Map.of("sprocket-id", "id-1", "sprocket-redrives", "1");
		assertThat(fifo("k", null, redriven)).returns("id-1.1", WireMessage::deduplicationId);
	}

	@Test
	void whenAForeignMessageHasNoHeadersThenItsIdIsThatOfSqs() {
		Message foreign = Message.builder().messageId("sqs-1").body("plain").build();
		assertThat(WireFormat.read(foreign).headers()).isEqualTo(Map.of("sprocket-id", "sqs-1"));
		assertThat(WireFormat.read(foreign).body()).isEqualTo("plain".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void whenAForeignMessageHasAttributesThenTheyAreHeadersAndItsFifoGroupIsItsKey() {
		Message foreign = Message.builder()
			.messageId("sqs-1")
			.body("plain")
			.attributes(Map.of(MessageSystemAttributeName.MESSAGE_GROUP_ID, "group"))
			.messageAttributes(Map.of("number",
					MessageAttributeValue.builder().dataType("Number").stringValue("7").build(), "bytes",
					MessageAttributeValue.builder()
						.dataType("Binary")
						.binaryValue(SdkBytes.fromByteArray(new byte[] { 1, 2 }))
						.build()))
			.build();
		Received received = WireFormat.read(foreign);
		assertThat(received.headers()).containsEntry("number", "7").containsEntry("bytes", "AQI=");
		assertThat(received.key()).isEqualTo("group");
	}

	@Test
	void whenASubscriptionIsNotRawThenTheNotificationIsUnwrapped() {
		Message foreign = Message.builder().messageId("sqs-1").body("""
				{"Type":"Notification","MessageId":"sns-1","TopicArn":"arn:aws:sns:x:1:t","Message":"{\\"a\\":1}",
				"MessageAttributes":{"tenant":{"Type":"String","Value":"a"}}}""").build();
		Received received = WireFormat.read(foreign);
		assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
		assertThat(received.headers()).isEqualTo(Map.of("sprocket-id", "sns-1", "tenant", "a"));
	}

	@Test
	void whenASubscriptionToAFifoTopicIsNotRawThenTheFifoGroupOfAForeignMessageIsItsKey() {
		assertThat(wrapped("").key()).isEqualTo("group");
		String ours = "\"sprocket-id\":{\"Type\":\"String\",\"Value\":\"id-1\"}";
		assertThat(wrapped(ours).key()).as("without a key it has a group all the same").isNull();
	}

	private static Received wrapped(String attributes) {
		return WireFormat.read(Message.builder()
			.messageId("sqs-1")
			.attributes(Map.of(MessageSystemAttributeName.MESSAGE_GROUP_ID, "group"))
			.body("""
					{"Type":"Notification","MessageId":"sns-1","TopicArn":"arn:aws:sns:x:1:t.fifo","Message":"x",
					"MessageAttributes":{%s}}""".formatted(attributes))
			.build());
	}

	@Test
	void whenAMessageOnlyLooksLikeANotificationThenItIsLeftAsItIs() {
		for (String body : new String[] { "{\"Notification\" \"TopicArn\"", "{\"x\":\"Notification\",\"TopicArn\":1}",
				"{\"Type\":\"Notification\",\"TopicArn\":\"a\",\"Message\":1}" }) {
			Message foreign = Message.builder().messageId("sqs-1").body(body).build();
			assertThat(WireFormat.read(foreign).body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void whenAForeignMessageMisusesOurNamesThenItIsDeliveredAllTheSame() {
		WireMessage wire = new WireMessage("no base64!",
				Map.of("sprocket-body", "base64", "sprocket-deliver-at", "tomorrow"), null, null);
		assertThat(read(wire).body()).isEqualTo("no base64!".getBytes(StandardCharsets.UTF_8));
		assertThat(read(wire).deliverAt()).isNull();
	}

	private static WireMessage fifo(@Nullable String key, @Nullable String deduplicationId,
			Map<String, String> headers) {
		return WireFormat.write(
				new OutboundMessage("t", "id-1", key, headers, new byte[] { 'x' }, null, null, deduplicationId), FIFO);
	}

	private static OutboundMessage message(byte[] body, Map<String, String> headers) {
		return new OutboundMessage("t", "id-1", null, headers, body, null, null, null);
	}

	private static Map<String, String> numbered(int count) {
		Map<String, String> headers = new LinkedHashMap<>(OURS);
		for (int number = 1; number < count; number++) {
			headers.put("h" + number, "v" + number);
		}
		return headers;
	}

	private static Received read(WireMessage wire) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		wire.attributes()
			.forEach((name, value) -> attributes.put(name,
					MessageAttributeValue.builder().dataType("String").stringValue(value).build()));
		return WireFormat
			.read(Message.builder().messageId("sqs-1").body(wire.body()).messageAttributes(attributes).build());
	}

}
