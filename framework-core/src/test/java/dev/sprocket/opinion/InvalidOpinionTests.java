// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class InvalidOpinionTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "spring.profiles.active | spring.profiles.active' decides which configuration is loaded",
					"spring.config.import | spring.config.import' decides which configuration is loaded",
					"server.maxHttp | the key 'server.maxHttp' is not in canonical form" })
	void whenAKeyIsNotForOpinionsThenTheFileIsRefused(String key, String problem) {
		assertRefused("{starter: x, opinions: [{key: " + key + ", value: v, reason: r}]}", problem);
	}

	@Test
	void whenAConditionIsUnknownThenTheFileIsRefused() {
		assertRefused("{starter: x, opinions: [{key: a.b, value: v, reason: r, when: moonlight}]}",
				"the condition 'moonlight' of 'a.b' is unknown (known: java21, terminal, profile:dev, kubernetes, "
						+ "starter:<name>, each with an optional '!')");
	}

	@Test
	void whenAnEntryIsMissingThenTheFileIsRefused() {
		assertRefused("{opinions: []}", "the entry 'starter' is missing or not a text in {opinions=[]}");
		assertRefused("{starter: x, opinions: [{key: a.b, value: v}]}",
				"the entry 'reason' is missing or not a text in {key=a.b, value=v}");
	}

	@Test
	void whenTheShapeIsWrongThenTheFileIsRefused() {
		assertRefused("- one", "the file is not a map");
		assertRefused("{starter: x, opinion: []}", "the file holds the unknown entry 'opinion'");
		assertRefused("{starter: x, opinions: {a: b}}", "the entry 'opinions' is not a list");
		assertRefused("{starter: x, order: high, opinions: []}", "the entry 'order' is not a whole number");
		assertRefused("{starter: x, opinions: [{key: a.b, value: [1], reason: r}]}",
				"the value of 'a.b' is not a scalar (write a list as one comma-separated text)");
		assertRefused("{starter: x, starter: y}", "it is not valid YAML");
	}

	@Test
	void analysisNamesTheFileAndTheWayOut() {
		FailureAnalysis analysis = new InvalidOpinionFailureAnalyzer()
			.analyze(new InvalidOpinionException("file:/x/opinions.yaml", "the file is not a map"));
		assertThat(analysis.getDescription())
			.isEqualTo("The opinion file file:/x/opinions.yaml was refused: the file is not a map.");
		assertThat(analysis.getAction()).isEqualTo("Correct the file if the starter is yours. Otherwise remove that "
				+ "starter from the class path, or set sprocket.opinions.enabled=false to start without any opinion.");
	}

	@Test
	void whenAFileIsRefusedThenTheStartFailsWithTheAnalysis(CapturedOutput output) {
		OpinionClassPath classPath = OpinionClassPath.of(this.folder, "- one");
		assertThatExceptionOfType(InvalidOpinionException.class)
			.isThrownBy(() -> classPath.application(Application.class).run());
		assertThat(output).contains("APPLICATION FAILED TO START").contains("was refused: the file is not a map.");
	}

	private void assertRefused(String file, String problem) {
		OpinionFileReader reader = new OpinionFileReader(OpinionClassPath.of(this.folder, file));
		assertThatExceptionOfType(InvalidOpinionException.class).isThrownBy(reader::readAll)
			.withMessageContaining(problem)
			.withMessageContaining(this.folder.toString());
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
