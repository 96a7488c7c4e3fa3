// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class DiscoveryOpinionsTests {

	@ParameterizedTest
	@CsvSource({ "sprocket.lifecycle.propagation-delay,5s", "sprocket.discovery.registration.enabled,true",
			"sprocket.discovery.lookup.stale-on-error.enabled,true", "sprocket.discovery.balancing.enabled,true",
			"spring.cloud.discovery.reactive.enabled,false" })
	void whenNothingIsSetThenTheOpinionHolds(String key, String value) {
		assertThat(valueInForce(key)).isEqualTo(value);
		assertThat(valueInForce(key, "--" + key + "=mine")).isEqualTo("mine");
	}

	private static String valueInForce(String key, String... arguments) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(DiscoveryOpinionsTests.class)
			.web(WebApplicationType.NONE)
			.run(arguments)) {
			return context.getEnvironment().getProperty(key);
		}
	}

}
