// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.architecture;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTests {

	static Stream<ArchRule> rulesForAll() {
		return Stream.of(StructureRules.NO_CIRCLE_AMONG_PACKAGES, CodeRules.EVERY_PACKAGE_IS_NULL_MARKED,
				CodeRules.NAMES_SAY_WHAT_IT_IS, CodeRules.ONLY_THE_LIFECYCLE_ENDS_THE_PROCESS,
				CodeRules.NO_FIELD_INJECTION);
	}

	static Stream<ArchRule> rulesForTheLibrary() {
		return Stream.of(StructureRules.NOTHING_DEPENDS_ON_AUTO_CONFIGURATION,
				StructureRules.SPI_DEPENDS_ON_NOTHING_ABOVE, StructureRules.BACKEND_SEES_ONLY_SPI,
				StructureRules.CORE_KNOWS_NO_TRANSPORT, CodeRules.AUTO_CONFIGURATIONS_ARE_CLOSED,
				CodeRules.AUTOCONFIGURE_PUBLISHES_NO_MORE, CodeRules.NOBODY_SLEEPS, CodeRules.NO_COMPONENT_SCANNING,
				CodeRules.INTERFACES_CALL_NO_TRANSACTIONS);
	}

	static Stream<ArchRule> allRules() {
		return Stream.concat(rulesForAll(), rulesForTheLibrary());
	}

	@ParameterizedTest
	@MethodSource("allRules")
	void libraryKeepsTheRule(ArchRule rule) {
		rule.check(SprocketClasses.LIBRARY);
	}

	@ParameterizedTest
	@MethodSource("rulesForAll")
	void sampleKeepsTheRule(ArchRule rule) {
		rule.allowEmptyShould(true).check(SprocketClasses.SAMPLE);
	}

	@ParameterizedTest
	@MethodSource("allRules")
	void whenClassesBreakTheRuleThenItFails(ArchRule rule) {
		JavaClasses violations = SprocketClasses.VIOLATIONS;
		List<String> failures = rule.evaluate(violations).getFailureReport().getDetails();
		assertThat(failures).as("what breaks %s", rule.getDescription())
			.isNotEmpty()
			.allSatisfy((failure) -> assertThat(failure).contains(".violation"));
	}

}
