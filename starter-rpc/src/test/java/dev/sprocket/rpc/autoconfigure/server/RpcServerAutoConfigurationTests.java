// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RpcServerAutoConfigurationTests {

	@Test
	void whenOpinionsAreOffThenTheServerIsPlainBoot() {
		try (RpcServer server = new RpcServer("sprocket.opinions.enabled=false")) {
			assertThat(server.context.getBeansOfType(GrpcServerExecutorProvider.class)).isEmpty();
			assertThat(server.context.getBeansOfType(GrpcExceptionHandler.class)).isEmpty();
			assertThat(server.context.getBeansOfType(IncomingCalls.class)).isEmpty();
			assertThat(server.context.getBeansOfType(GrpcParticipant.class)).isEmpty();
			assertThat(server.context.getBeansOfType(ReadinessHealth.class)).isEmpty();
			assertThat(server.context.containsBean("grpcServerReflectionService")).isTrue();
		}
	}

	@Test
	void whenNothingIsSetThenDefaultsHold() {
		assertThat(bind(Map.of())).isEqualTo(new RpcServerProperties(1000, Duration.ofSeconds(30), 200));
	}

	@Test
	void whenAllIsSetThenItIsBound() {
		assertThat(bind(Map.of("sprocket.rpc.server.concurrent-calls", "7", "sprocket.rpc.server.deadline", "2m",
				"sprocket.rpc.server.threads", "3")))
			.isEqualTo(new RpcServerProperties(7, Duration.ofMinutes(2), 3));
	}

	@ParameterizedTest
	@CsvSource({ "concurrent-calls,0,must be at least 1", "deadline,-1s,must not be negative",
			"threads,0,must be at least 1" })
	void whenValueIsOutOfRangeThenPropertyAndRuleAreNamed(String property, String value, String rule) {
		String name = "sprocket.rpc.server." + property;
		assertThatThrownBy(() -> bind(Map.of(name, value))).rootCause().hasMessageContaining(name + " " + rule);
	}

	private static RpcServerProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("sprocket.rpc.server",
				RpcServerProperties.class);
	}

}
