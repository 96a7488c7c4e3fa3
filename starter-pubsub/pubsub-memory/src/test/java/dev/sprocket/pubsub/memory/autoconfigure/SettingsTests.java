// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.memory.MemoryBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoryPubSubAutoConfiguration.class, PubSubAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					concurrency                        | 0      | It must be at least 1.
					publish-timeout                    | 0      | It must be at least 1 ms.
					lag-interval                       | 500us  | It must be at least 1 ms, or 0 for never.
					lag-interval                       | -1s    | It must be at least 1 ms, or 0 for never.
					progress-timeout                   | -5m    | It must be at least 1 ms.
					circuit-breaker.failures           | -1     | It must be at least 1, or 0 for never.
					circuit-breaker.probe-interval     | 0      | It must be at least 1 ms.
					circuit-breaker.max-probe-interval | 10ms   | It must not be shorter than the probe interval, which is PT1S.
					claim-check.threshold              | -1KB   | It must not be negative.
					claim-check.retention              | 0      | It must be at least 1 ms.
					cloudevents.source                 | my app | It must be a URI reference, such as /orders or https://example.com/orders.
					topics.orders.cloudevents.source   | my app | It must be a URI reference, such as /orders or https://example.com/orders.
					topics[a.b].cloudevents.source     | my app | It must be a URI reference, such as /orders or https://example.com/orders.
					memory.backlog                     | 0      | It must be at least 1.
					""")
	void whenASettingCannotBeThenItIsNamed(String name, String value, String rule) {
		this.runner.withPropertyValues("sprocket.pubsub." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo("sprocket.pubsub." + name);
					assertThat(failure.getReason()).isEqualTo(rule);
				}));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenASettingCannotBeThenBootPrintsWhereItIsSet(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.run("--sprocket.pubsub.backend=memory", "--sprocket.pubsub.lagInterval=500us"));
		assertThat(output).contains("Invalid value '500us' for configuration property 'sprocket.pubsub.lag-interval'")
			.contains("commandLineArgs")
			.contains("It must be at least 1 ms, or 0 for never.");
	}

	@Test
	void whenAnEngineIsBuiltWithAnIntervalThatIsTooShortThenItIsRefused() {
		try (MemoryBackend backend = new MemoryBackend()) {
			PubSubBuilder builder = new PubSubBuilder(backend).lagInterval(Duration.ofNanos(1));
			assertThatExceptionOfType(PubSubException.class).isThrownBy(builder::build)
				.withMessage("The lag interval must be at least 1 ms, or zero for never, not PT0.000000001S");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
