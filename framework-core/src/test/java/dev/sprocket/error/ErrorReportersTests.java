// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorReportersTests {

	private final List<String> reported = new ArrayList<>();

	private final ErrorReporters reporters = new ErrorReporters(List.of((error, context) -> {
		throw new NoClassDefFoundError("alerting");
	}, (error, context) -> this.reported.add(error.getMessage() + " " + context)));

	@Test
	void whenAReporterFailsThenTheOthersAreStillCalled() {
		this.reporters.report(new IllegalStateException("boom"), Map.of("route", "/x"));
		assertThat(this.reported).containsExactly("boom {route=/x}");
	}

	@ParameterizedTest
	@EnumSource(names = { "CANCELLED", "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
			"RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNAUTHENTICATED" })
	void callersMistakesAreNotReported(ErrorCode code) {
		this.reporters.report(new ServiceException(code, "REASON", "message"), Map.of());
		assertThat(this.reported).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS" })
	void failuresOfTheServiceAreReported(ErrorCode code) {
		this.reporters.report(new ServiceException(code, "REASON", "message"), Map.of());
		assertThat(this.reported).hasSize(1);
	}

	@Test
	void beansAreCalledInOrder() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ErrorReporterAutoConfiguration.class))
			.withUserConfiguration(TwoReporters.class)
			.run((context) -> {
				context.getBean(ErrorReporters.class).report(new IllegalStateException("boom"), Map.of());
				assertThat(context.getBean(TwoReporters.class).reported).containsExactly("first", "second");
			});
	}

	@Test
	void withoutReportersNothingHappens() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ErrorReporterAutoConfiguration.class))
			.run((context) -> context.getBean(ErrorReporters.class)
				.report(new IllegalStateException("boom"), Map.of()));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoReporters {

		private final List<String> reported = new ArrayList<>();

		@Bean
		@Order(2)
		ErrorReporter second() {
			return (error, context) -> this.reported.add("second");
		}

		@Bean
		@Order(1)
		ErrorReporter first() {
			return (error, context) -> this.reported.add("first");
		}

	}

}
