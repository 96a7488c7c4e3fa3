// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which settings are refused, and in which words.
 */
class BalancerSettingsTests {

	private static final Duration TEN = Duration.ofSeconds(10);

	@Test
	void whenNothingIsTunedThenTheDefaultsHold() {
		assertThat(BalancerSettings.DEFAULTS).isEqualTo(new BalancerSettings(TEN, 5, TEN, Duration.ofMinutes(5), TEN));
	}

	@Test
	void whenTheDecayIsZeroThenTheErrorNamesItAndTheRange() {
		assertThatIllegalArgumentException().isThrownBy(() -> new BalancerSettings(Duration.ZERO, 5, TEN, TEN, TEN))
			.withMessage("decay is 0s: give a duration from 0.001s to 86400s");
	}

	@Test
	void whenNoFailureIsNeededThenTheErrorNamesTheNumber() {
		assertThatIllegalArgumentException().isThrownBy(() -> new BalancerSettings(TEN, 0, TEN, TEN, TEN))
			.withMessage("ejectionFailures is 0: give the number of failures in a row, at least 1");
	}

	@Test
	void whenTheLongestEjectionIsShorterThanTheFirstThenTheErrorNamesBoth() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new BalancerSettings(TEN, 5, TEN, Duration.ofMillis(1500), TEN))
			.withMessage("maxEjection is 1.5s, shorter than baseEjection, which is 10s: raise it or lower the other");
	}

	@Test
	void whenTheSlowStartIsNegativeThenTheErrorNamesIt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new BalancerSettings(TEN, 5, TEN, TEN, Duration.ofSeconds(-1)))
			.withMessage("slowStart is -1s: give a duration from 0s to 86400s");
	}

}
