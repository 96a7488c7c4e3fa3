// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tells one message from another.
 */
class InboxKeyTests {

	@Test
	void whenTopicSourceOrIdDifferThenSoDoesTheKey() {
		assertThat(key("orders", Map.of(), "42")).isEqualTo("orders 42");
		assertThat(key("orders", Map.of("ce_source", "/shop"), "42")).isEqualTo("orders /shop 42");
	}

	@Test
	void whenTheyAreTooLongThenTheirDigestIsTheKey() {
		String prefix = "x".repeat(300);
		assertThat(key("orders", Map.of(), prefix + "1")).matches("sha-256 [0-9a-f]{64}")
			.isEqualTo(key("orders", Map.of(), prefix + "1"))
			.isNotEqualTo(key("orders", Map.of(), prefix + "2"));
	}

	private static String key(String topic, Map<String, String> headers, String id) {
		return InboxKey.of(new Message<>(id, topic, null, headers, "", null, Instant.EPOCH, 1));
	}

}
