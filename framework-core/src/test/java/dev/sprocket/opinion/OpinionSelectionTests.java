// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class OpinionSelectionTests {

	@TempDir
	Path folder;

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void whenTwoStartersNameTheSameKeyThenTheHigherOrderWinsWhateverTheClassPath() {
		String server = "{starter: server, order: 10, opinions: [{key: a.b, value: server, reason: r}]}";
		String management = "{starter: management, opinions: [{key: a.b, value: management, reason: r}]}";
		assertThat(inForce(server, management)).containsEntry("a.b", "server");
		assertThat(inForce(management, server)).containsEntry("a.b", "server");
	}

	@Test
	void whenTwoStartersOfOneOrderNameTheSameKeyThenTheAlphabetDecides() {
		String server = "{starter: server, opinions: [{key: a.b, value: server, reason: r}]}";
		String management = "{starter: management, opinions: [{key: a.b, value: management, reason: r}]}";
		assertThat(inForce(server, management)).containsEntry("a.b", "management");
		assertThat(inForce(management, server)).containsEntry("a.b", "management");
	}

	@Test
	void whenAFileNamesAKeyTwiceThenTheFirstWhoseConditionsHoldWins() {
		assertThat(inForce("""
				starter: x
				opinions:
				- {key: a.b, value: other, reason: r, when: 'starter:absent'}
				- {key: a.b, value: mine, reason: r, when: ['starter:x', '!starter:absent']}
				- {key: a.b, value: late, reason: r}
				""")).containsEntry("a.b", "mine");
	}

	@ParameterizedTest
	@CsvSource({ "java21,21,true", "java21,17,false", "!java21,17,true", "!java21,21,false" })
	void javaConditionFollowsTheRunningJvm(String condition, int feature, boolean holds) {
		OpinionConditions conditions = new OpinionConditions(this.environment, Set.of(), feature, () -> false);
		assertThat(conditions.hold(opinion(condition))).isEqualTo(holds);
	}

	@Test
	void terminalConditionFollowsTheTerminal() {
		assertThat(new OpinionConditions(this.environment, Set.of(), 17, () -> true).hold(opinion("terminal")))
			.isTrue();
		assertThat(conditions().hold(opinion("terminal"))).isFalse();
		assertThat(conditions().hold(opinion("!terminal"))).isTrue();
	}

	@Test
	void profileConditionFollowsTheActiveProfiles() {
		assertThat(conditions().hold(opinion("profile:dev"))).isFalse();
		this.environment.setActiveProfiles("dev");
		assertThat(conditions().hold(opinion("profile:dev"))).isTrue();
	}

	@Test
	void kubernetesConditionFollowsTheCloudPlatform() {
		assertThat(conditions().hold(opinion("kubernetes"))).isFalse();
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("KUBERNETES_SERVICE_HOST", "h", "KUBERNETES_SERVICE_PORT", "1")));
		assertThat(conditions().hold(opinion("kubernetes"))).isTrue();
	}

	@Test
	void whenAValueHoldsAPlaceholderThenItIsResolvedAtUse() {
		Map<String, Object> port = Map.of("PORT", "9000");
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", port));
		assertThat(inForce("{starter: x, opinions: [{key: server.port, value: '${PORT:8080}', reason: r}]}"))
			.containsEntry("server.port", "9000");
	}

	private Map<String, String> inForce(String... files) {
		StandardEnvironment copy = new StandardEnvironment();
		copy.merge(this.environment);
		OpinionFileReader reader = new OpinionFileReader(OpinionClassPath.of(this.folder, files));
		Opinions opinions = Opinions.apply(reader.readAll(), new OpinionConditions(copy, Set.of("x"), 17, () -> false),
				copy);
		return opinions.opinions()
			.stream()
			.collect(Collectors.toMap(Opinion::key, (opinion) -> copy.getProperty(opinion.key())));
	}

	private OpinionConditions conditions() {
		return new OpinionConditions(this.environment, Set.of(), 17, () -> false);
	}

	private static Opinion opinion(String condition) {
		return new Opinion("test", "a.b", "value", "reason", List.of(condition));
	}

}
