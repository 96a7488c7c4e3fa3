// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StopBudgetsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class));

	@Test
	void defaultsAreBootsDrainAndOneMinuteInTotal() {
		this.runner.run((context) -> assertThat(context.getBean(ApplicationLifecycle.class).plan().budgets())
			.isEqualTo(new StopBudgets(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60))));
	}

	@Test
	void propertiesSetTheBudgets() {
		this.runner
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=7s",
					"sprocket.lifecycle.propagation-delay=2s", "sprocket.lifecycle.total=9s")
			.run((context) -> assertThat(context.getBean(ApplicationLifecycle.class).plan().budgets())
				.isEqualTo(new StopBudgets(Duration.ofSeconds(2), Duration.ofSeconds(7), Duration.ofSeconds(9))));
	}

	@Test
	void whenTheDrainBudgetIsLongerThanTheTotalThenTheStartFails() {
		this.runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=90s")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidStopBudgetsException.class)
				.hasMessage("sprocket.lifecycle.propagation-delay (PT0S) and "
						+ "spring.lifecycle.timeout-per-shutdown-phase (PT1M30S) must not be negative nor longer "
						+ "than sprocket.lifecycle.total (PT1M)"));
	}

	@Test
	void negativeBudgetsAreRefused() {
		assertThatExceptionOfType(InvalidStopBudgetsException.class)
			.isThrownBy(() -> new StopBudgets(Duration.ofSeconds(-1), Duration.ZERO, Duration.ofSeconds(1)));
		assertThatExceptionOfType(InvalidStopBudgetsException.class)
			.isThrownBy(() -> new StopBudgets(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(1)));
		assertThatExceptionOfType(InvalidStopBudgetsException.class)
			.isThrownBy(() -> new StopBudgets(Duration.ZERO, Duration.ZERO, Duration.ZERO));
	}

	@Test
	void analysisNamesEveryPropertyAndAValueThatFits() {
		FailureAnalysis analysis = new InvalidStopBudgetsFailureAnalyzer().analyze(new InvalidStopBudgetsException(
				Duration.ofMillis(1500), Duration.ofSeconds(90), Duration.ofSeconds(60)));
		assertThat(analysis.getDescription()).isEqualTo("""
				The budgets of the stop do not fit into each other:

				    spring.lifecycle.timeout-per-shutdown-phase = 90s (wait for work under way)
				    sprocket.lifecycle.propagation-delay = 1500ms
				    sprocket.lifecycle.total = 60s

				None may be negative, and neither of the first two may be longer than the third.""");
		assertThat(analysis.getAction()).isEqualTo("Set sprocket.lifecycle.total to at least 91500ms, or shorten "
				+ "spring.lifecycle.timeout-per-shutdown-phase or sprocket.lifecycle.propagation-delay.");
	}

}
