// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in the four kinds of services.
 */
class ArchetypeIntegrationTests {

	private static final Pattern UNRESOLVED = Pattern
		.compile("#(if|else|end|set|\\[\\[)|\\$\\{?(kind|groupId|artifactId|package)\\b|@[a-z.-]+@");

	@ParameterizedTest
	@EnumSource
	void whenKindIsGeneratedThenItHasWhatItNeedsAndNothingOfTheOthers(Kind kind) throws Exception {
		Map<String, String> files = files(Archetype.generate(kind, kind.value()));
		assertThat(files.keySet()).containsExactlyInAnyOrderElementsOf(kind.files());
		files.forEach((name, text) -> {
			assertThat(text).as(name).isNotBlank().doesNotContainPattern(UNRESOLVED).doesNotContain("\n\n\n");
			assertThat(text.lines().filter((line) -> kind.isForeign(line))).as(name).isEmpty();
		});
		assertThat(files.get("pom.xml")).startsWith("<?xml").contains(kind.starters());
		assertThatKubernetesWaitsForTheStop(files);
		assertThatTheImageIsOfTheJar(files, kind.value());
	}

	private static void assertThatTheImageIsOfTheJar(Map<String, String> files, String name) {
		String jar = "target/" + name + ".jar";
		List<String> dockerfile = files.get("Dockerfile").lines().toList();
		assertThat(dockerfile).filteredOn((line) -> line.startsWith("FROM"))
			.isNotEmpty()
			.allMatch((line) -> line.startsWith("FROM eclipse-temurin:25-jre"));
		assertThat(dockerfile).filteredOn((line) -> line.startsWith("COPY") && !line.contains("--from"))
			.containsExactlyInAnyOrder("COPY packaging /packaging", "COPY " + jar + " /");
		assertThat(files.get(".dockerignore").lines()).containsSubsequence("target/*", "!" + jar);
	}

	private static void assertThatKubernetesWaitsForTheStop(Map<String, String> files) {
		files.forEach((name, text) -> {
			if (name.endsWith(".yml") || name.endsWith(".yaml")) {
				assertThat(new Yaml().<Object>load(text)).as(name).isNotNull();
			}
		});
		Object total = at(new Yaml().load(files.get("src/main/resources/application.yml")), "sprocket", "lifecycle",
				"total");
		Object pod = at(new Yaml().load(files.get("kubernetes/deployment.yaml")), "spec", "template", "spec");
		assertThat(at(pod, "terminationGracePeriodSeconds"))
			.isEqualTo((int) DurationStyle.detectAndParse(total.toString()).plus(Duration.ofSeconds(10)).toSeconds());
		assertThat(at(pod, "enableServiceLinks")).as("Services of other names set no properties").isEqualTo(false);
		Object container = ((List<?>) at(pod, "containers")).get(0);
		assertThat(container.toString()).doesNotContain("preStop").contains("limits=");
		for (String probe : List.of("startup", "readiness", "liveness")) {
			assertThat(at(container, probe + "Probe", "httpGet"))
				.isEqualTo(Map.of("port", "management", "path", "/actuator/health/" + probe));
		}
	}

	private static Object at(Object node, String... path) {
		Object value = node;
		for (String key : path) {
			value = ((Map<?, ?>) value).get(key);
			assertThat(value).as(key).isNotNull();
		}
		return value;
	}

	private static Map<String, String> files(Path project) throws IOException {
		Map<String, String> files = new TreeMap<>();
		try (Stream<Path> paths = Files.walk(project)) {
			for (Path path : paths.toList()) {
				if (Files.isRegularFile(path)) {
					files.put(project.relativize(path).toString(), Files.readString(path));
				}
				else {
					assertThat(path).isNotEmptyDirectory();
				}
			}
		}
		return files;
	}

}
