// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CloudEventDocumentTests {

	private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"x\":<x>,"
			+ "\"flag\":true,\"data\":{\"big\":12345678901234567890.10,\"list\":[1,null]}}";

	private static String extended(String document, Charset charset, Map<String, String> attributes) {
		return new String(CloudEventDocument.extended(document.getBytes(charset), attributes), StandardCharsets.UTF_8);
	}

	@Test
	void whatIsAddedChangesNothingElse() {
		String event = EVENT.replace("<x>", "7");
		assertThat(extended(event, StandardCharsets.UTF_8, Map.of("mine", "ü \"1\"")))
			.isEqualTo("{\"mine\":\"ü \\\"1\\\"\"," + event.substring(1));
		assertThat(extended(" " + event.replace(",", " ,\n"), StandardCharsets.UTF_16BE, Map.of("mine", "1")))
			.isEqualTo("{\"mine\":\"1\"," + event.substring(1));
	}

	@Test
	void whatIsAddedTakesThePlaceOfTheSameName() {
		for (String value : new String[] { "7", "\"7\"", "{\"id\":[2]}" }) {
			assertThat(extended(EVENT.replace("<x>", value), StandardCharsets.UTF_8, Map.of("x", "new")))
				.isEqualTo("{\"x\":\"new\"," + EVENT.replace(",\"x\":<x>", "").substring(1));
		}
	}

	@Test
	void whatLacksAnAttributeIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> CloudEventDocument.read("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}".getBytes()))
			.withMessage("Not a CloudEvent: attribute 'source' is missing");
	}

	@Test
	void whatBeginsLikeADocumentIsAnEnvelope() {
		assertThat(CloudEventDocument.isEnvelope("Application/CloudEvents+JSON; charset=utf-8")).isTrue();
		assertThat(CloudEventDocument.isEnvelope("application/cloudevents-batch+json")).isTrue();
		assertThat(CloudEventDocument.isEnvelope("application/json")).isFalse();
		assertThat(CloudEventDocument.isEnvelope(null)).isFalse();
	}

}
