// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code -Dsprocket.docs.update=true} stale tables and snippets are rewritten
 * instead of being reported.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of(System.getProperty("sprocket.root", ".."));

	private static final boolean UPDATE = Boolean.getBoolean("sprocket.docs.update");

	private static final ConfigurationMetadata METADATA = ConfigurationMetadata.ofClassPath();

	static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(
				List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md")).sorted().map(ROOT::relativize).forEach(pages::add);
		}
		return pages;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void whatAPageQuotesIsWhatTheCodeSays(Path path) throws IOException {
		Path file = ROOT.resolve(path);
		String text = Files.readString(file);
		String current = new Page(ROOT, METADATA).regenerate(text);
		if (UPDATE) {
			Files.writeString(file, current);
			return;
		}
		assertThat(text)
			.as("%s is stale. Run: mvn test -pl :architecture-tests -am -Dtest=DocumentationTests "
					+ "-Dsurefire.failIfNoSpecifiedTests=false -Dsprocket.docs.update=true", path)
			.isEqualTo(current);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyLinkLeadsSomewhere(Path path) throws IOException {
		assertThat(new Links(ROOT).broken(path)).isEmpty();
	}

	@Test
	void everyPropertyIsOnAPage() throws IOException {
		String pages = allPages();
		assertThat(METADATA.propertyNames()).isNotEmpty();
		assertThat(METADATA.propertyNames().stream().filter((name) -> !pages.contains("| `" + name + "` |"))).isEmpty();
	}

	@Test
	void everyOpinionIsOnAPage() throws IOException {
		String pages = allPages();
		assertThat(Opinions.starters()).isNotEmpty();
		assertThat(Opinions.starters()
			.stream()
			.filter((starter) -> !pages.contains("<!-- generated:opinions " + starter + " -->"))).isEmpty();
	}

	// README.md runs a sample by -pl :SAMPLE -am spring-boot:run, which runs every module
	// that may run.

	@Test
	void noSampleBuildsAnotherBeforeItRuns() throws IOException {
		Map<String, String> samples = runnableModules();
		assertThat(samples).containsKeys("webhooks", "dashboard");
		samples.forEach((name, pom) -> samples.keySet()
			.stream()
			.filter((other) -> !other.equals(name))
			.forEach((other) -> assertThat(pom).as("%s must not depend on %s", name, other)
				.doesNotContain("<artifactId>" + other + "</artifactId>")));
	}

	private static Map<String, String> runnableModules() throws IOException {
		Map<String, String> modules = new TreeMap<>();
		try (Stream<Path> folders = Files.list(ROOT.resolve("sample-apps"))) {
			for (Path pom : folders.map((folder) -> folder.resolve("pom.xml")).filter(Files::exists).toList()) {
				String text = Files.readString(pom);
				if (text.contains("<spring-boot.run.skip>false<")) {
					modules.put(pom.getParent().getFileName().toString(), text);
				}
			}
		}
		return modules;
	}

	private static String allPages() throws IOException {
		StringBuilder all = new StringBuilder();
		for (Path page : pages()) {
			all.append(new Page(ROOT, METADATA).regenerate(Files.readString(ROOT.resolve(page))));
		}
		return all.toString();
	}

}
