// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;

class ConformanceReportTests {

	private static final Capabilities DECLARED = new Capabilities(Map.of(Capability.LEASE, Support.EMULATED), false,
			Duration.ofDays(1), new Limits(1, 1, 1, 1, Duration.ZERO, Duration.ZERO));

	@Test
	void anItemThatFailedOnceHasFailed() {
		assertThat(item("passed", "failed", "native", "passed")).isEqualTo("failed");
	}

	@Test
	void anItemIsWhatTheCapabilityIsThatSomeOfItsTestsRequire() {
		assertThat(item("native", "passed")).isEqualTo("native");
		assertThat(item("passed", "not applicable", "native")).isEqualTo("native");
		assertThat(item("refused", "emulated", "native")).isEqualTo("emulated");
	}

	@Test
	void anItemIsPassedAlsoIfSomeOfItsTestsDoNotApply() {
		assertThat(item("passed", "not applicable")).isEqualTo("passed");
		assertThat(item("not applicable")).isEqualTo("not applicable");
	}

	@Test
	void anItemIsRefusedIfNothingButItsRefusalWasSeen() {
		assertThat(item("not applicable", "refused")).isEqualTo("refused");
		assertThat(item("refused", "native")).isEqualTo("native");
	}

	@Test
	void aTestThatPassesIsARefusalOrWhatItRequiresOrPassed() throws NoSuchMethodException {
		assertThat(passed("refuses")).isEqualTo("refused");
		assertThat(passed("requires")).isEqualTo("emulated");
		assertThat(passed("neither")).isEqualTo("passed");
	}

	private static String item(String... outcomes) {
		ConformanceReport.Results results = new ConformanceReport.Results("any");
		List.of(outcomes).forEach((outcome) -> results.add("A1", outcome));
		return results.items().get("A1");
	}

	private static String passed(String test) throws NoSuchMethodException {
		return ConformanceReport.passed(Tests.class.getDeclaredMethod(test), DECLARED);
	}

	static class Tests {

		@Refusal
		void refuses() {
		}

		@Requires(Capability.LEASE)
		void requires() {
		}

		void neither() {
		}

	}

}
