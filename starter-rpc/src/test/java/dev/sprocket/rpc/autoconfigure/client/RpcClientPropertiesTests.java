// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RpcClientPropertiesTests {

	@Test
	void whenNothingIsSetThenDefaultsHold() {
		assertThat(bind(Map.of())).isEqualTo(new RpcClientProperties(Duration.ofSeconds(10),
				new RpcClientProperties.Retry(3, Duration.ofMillis(50), Duration.ofSeconds(1))));
	}

	@Test
	void whenAllIsSetThenItIsBound() {
		assertThat(bind(Map.of("sprocket.rpc.client.deadline", "0", "sprocket.rpc.client.retry.attempts", "5",
				"sprocket.rpc.client.retry.backoff", "5ms", "sprocket.rpc.client.retry.max-backoff", "6ms")))
			.isEqualTo(new RpcClientProperties(Duration.ZERO,
					new RpcClientProperties.Retry(5, Duration.ofMillis(5), Duration.ofMillis(6))));
	}

	@ParameterizedTest
	@CsvSource({ "deadline,-1s,must not be negative", "retry.attempts,1,must be 2 to 5",
			"retry.attempts,6,must be 2 to 5", "retry.backoff,0s,must be longer than 0",
			"retry.max-backoff,1ms,must not be shorter than backoff" })
	void whenValueIsOutOfRangeThenPropertyAndRuleAreNamed(String property, String value, String rule) {
		String name = "sprocket.rpc.client." + property;
		assertThatThrownBy(() -> bind(Map.of(name, value))).rootCause().hasMessageContaining(name + " " + rule);
	}

	private static RpcClientProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("sprocket.rpc.client",
				RpcClientProperties.class);
	}

}
