// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.discovery.autoconfigure.BalancingProperties.Policy;
import dev.sprocket.discovery.balance.BalancerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class BalancingPropertiesTests {

	@Test
	void whenNothingIsSetThenDefaultsHold() {
		BalancingProperties properties = bind(Map.of());
		assertThat(properties.policy()).isEqualTo(Policy.P2C_EWMA);
		assertThat(properties.settings()).isEqualTo(BalancerSettings.DEFAULTS);
	}

	@Test
	void whenAllIsSetThenItIsBound() {
		String prefix = "sprocket.discovery.balancing.";
		assertThat(bind(Map.of(prefix + "policy", "round_robin", prefix + "decay", "2s", prefix + "ejection-failures",
				"3", prefix + "base-ejection", "4s", prefix + "max-ejection", "5s", prefix + "slow-start", "0s")))
			.isEqualTo(new BalancingProperties(Policy.ROUND_ROBIN, Duration.ofSeconds(2), 3, Duration.ofSeconds(4),
					Duration.ofSeconds(5), Duration.ZERO));
	}

	@Test
	void whenValueIsOutOfRangeThenTheStartFailsAndNamesPropertyAndRule(CapturedOutput output) {
		assertThatException().isThrownBy(() -> Application.run(Object.class,
				"sprocket.discovery.balancing.base-ejection=2s", "sprocket.discovery.balancing.max-ejection=1s"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("sprocket.discovery.balancing.max-ejection is 1s, shorter than base-ejection, which is 2s: "
					+ "raise it or lower the other");
	}

	@Test
	void whenPolicyIsUnknownThenTheStartFailsAndNamesThoseThatAreKnown(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> Application.run(Object.class, "sprocket.discovery.balancing.policy=random"));
		assertThat(output).contains("Property: sprocket.discovery.balancing.policy").contains("Value: \"random\"");
	}

	private static BalancingProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("sprocket.discovery.balancing",
				BalancingProperties.class);
	}

}
