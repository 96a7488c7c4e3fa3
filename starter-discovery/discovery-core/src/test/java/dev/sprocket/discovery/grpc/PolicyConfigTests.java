// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.time.Duration;
import java.util.Map;

import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.discovery.balance.BalancerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a service config may say.
 */
@ExtendWith(OutputCaptureExtension.class)
class PolicyConfigTests {

	private final EwmaLoadBalancerProvider provider = new EwmaLoadBalancerProvider();

	@Test
	void whenNothingIsConfiguredThenTheDefaultsHold() {
		assertThat(parse(Map.of()).getConfig()).isEqualTo(BalancerSettings.DEFAULTS);
	}

	@Test
	void whenEveryKeyIsConfiguredThenEachHolds() {
		assertThat(parse(Map.of("decay", "2.5s", "ejectionFailures", 3.0, "baseEjection", "1s", "maxEjection", "60s",
				"slowStart", "0s"))
			.getConfig())
			.isEqualTo(new BalancerSettings(Duration.ofMillis(2500), 3, Duration.ofSeconds(1), Duration.ofMinutes(1),
					Duration.ZERO));
	}

	@Test
	void whenTheFirstEjectionIsLongThenTheLongestFollowsIt() {
		assertThat(parse(Map.of("baseEjection", "600s")).getConfig())
			.extracting((config) -> ((BalancerSettings) config).maxEjection())
			.isEqualTo(Duration.ofMinutes(10));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					decay        | 10    | p2c_ewma.decay is 10: give seconds as text, such as "2.5s"
					decay        | soon  | p2c_ewma.decay is soon: give seconds as text, such as "2.5s"
					decay        | 0s    | p2c_ewma.decay is 0s: give a duration from 0.001s to 86400s
					baseEjection | 10min | p2c_ewma.baseEjection is 10min: give seconds as text, such as "2.5s"
					maxEjection  | 5s    | p2c_ewma.maxEjection is 5s, shorter than baseEjection, which is 10s: raise it or lower the other
					slowStart    | -1s   | p2c_ewma.slowStart is -1s: give a duration from 0s to 86400s
					""")
	void whenATextIsWrongThenTheErrorNamesKeyAndValue(String key, String value, String message) {
		assertThat(error(Map.of(key, value)).getDescription()).isEqualTo(message);
	}

	@Test
	void whenANumberIsWrongThenTheErrorNamesKeyAndValue() {
		assertThat(error(Map.of("ejectionFailures", 2.5)).getDescription())
			.isEqualTo("p2c_ewma.ejectionFailures is 2.5: give a whole number");
		assertThat(error(Map.of("ejectionFailures", 0.0)).getDescription())
			.isEqualTo("p2c_ewma.ejectionFailures is 0: give the number of failures in a row, at least 1");
		assertThat(error(Map.of("decay", 10.0)).getDescription())
			.isEqualTo("p2c_ewma.decay is 10.0: give seconds as text, such as \"2.5s\"");
	}

	@Test
	void whenAKeyIsUnknownThenItIsReportedAndIgnored(CapturedOutput output) {
		assertThat(parse(Map.of("decoy", "1s")).getConfig()).isEqualTo(BalancerSettings.DEFAULTS);
		assertThat(output).contains("p2c_ewma: the service config has the unknown keys [decoy], which are ignored; "
				+ "known are [baseEjection, decay, ejectionFailures, maxEjection, slowStart]");
	}

	@ParameterizedTest
	@CsvSource({ "UNAVAILABLE, true", "DEADLINE_EXCEEDED, true", "INTERNAL, true", "UNKNOWN, true",
			"RESOURCE_EXHAUSTED, true", "OK, false", "CANCELLED, false", "INVALID_ARGUMENT, false", "NOT_FOUND, false",
			"ALREADY_EXISTS, false", "PERMISSION_DENIED, false", "FAILED_PRECONDITION, false", "ABORTED, false",
			"OUT_OF_RANGE, false", "UNIMPLEMENTED, false", "DATA_LOSS, false", "UNAUTHENTICATED, false" })
	void whenACallEndsThenItsCodeSaysWhetherTheEndpointFailed(Status.Code code, boolean failure) {
		assertThat(Outcomes.isFailure(code)).isEqualTo(failure);
	}

	private ConfigOrError parse(Map<String, ?> config) {
		return this.provider.parseLoadBalancingPolicyConfig(config);
	}

	private Status error(Map<String, ?> config) {
		Status error = parse(config).getError();
		assertThat(error).isNotNull();
		return error;
	}

}
