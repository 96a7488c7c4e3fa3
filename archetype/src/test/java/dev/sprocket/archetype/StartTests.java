// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JVM that a service is started with, and whether that gets the archive of classes.
 */
class StartTests {

	private static final Path START = Path.of("src/main/resources/archetype-resources/packaging/start");

	@TempDir
	private Path folder;

	private Path home;

	@BeforeEach
	void layOut() throws IOException {
		this.home = Files.createDirectories(this.folder.resolve("laid out"));
		Path start = Files.createDirectory(this.home.resolve("bin")).resolve("greetings");
		Files.copy(START, start);
		Files.writeString(this.home.resolve("greetings.aot"), "");
		assertThat(start.toFile().setExecutable(true)).isTrue();
		layOutBy(jvm("built", "JAVA_VERSION=\"25\""), "JAVA_VERSION=\"25\"\n");
		jvm("path", "JAVA_VERSION=\"25\"");
	}

	@Test
	void whenNothingIsChosenThenTheJvmThatBuiltTheServiceStartsItWithItsArchive() {
		assertThat(start(null)).containsExactly(java("built"), "@" + this.home.resolve("greetings.options"),
				"-XX:AOTCache=" + this.home.resolve("greetings.aot"), "-Da=1", "-Db=2", "-jar",
				this.home.resolve("greetings.jar").toString(), "--x=y z");
	}

	@Test
	void whenTheArchiveIsOfAnOlderJvmThenItIsGivenAsThatKnowsIt() throws IOException {
		Files.delete(this.home.resolve("greetings.aot"));
		assertThat(start(null)).contains("-XX:SharedArchiveFile=" + this.home.resolve("greetings.jsa"));
	}

	@Test
	void whenTheSameJvmIsChosenByAnotherPathThenItGetsTheArchive() throws IOException {
		Path same = jvm("same", "JAVA_VERSION=\"25\"");
		assertThat(start(same)).startsWith(java("same")).anyMatch((argument) -> argument.startsWith("-XX:AOTCache="));
	}

	@Test
	void whenAnotherJvmIsChosenThenItStartsWithoutTheArchive() throws IOException {
		assertStartsWithoutArchive(jvm("other", "JAVA_VERSION=\"17\""), "other");
		Path silent = jvm("silent", "");
		Files.delete(silent.resolve("release"));
		assertStartsWithoutArchive(silent, "silent");
	}

	@Test
	void whenTheJvmThatBuiltTheServiceIsGoneThenTheOneOfThePathStartsItWithoutTheArchive() throws IOException {
		layOutBy(this.folder.resolve("gone"), "JAVA_VERSION=\"25\"\n");
		assertStartsWithoutArchive(null, "path");
	}

	@Test
	void whenTheJvmThatBuiltTheServiceDoesNotSayWhatItIsThenItGetsTheArchive() throws IOException {
		Path silent = jvm("silent", "");
		Files.delete(silent.resolve("release"));
		layOutBy(silent, "");
		assertThat(start(null)).startsWith(java("silent")).anyMatch((argument) -> argument.startsWith("-XX:AOTCache="));
	}

	private void assertStartsWithoutArchive(Path chosen, String expected) {
		assertThat(start(chosen)).startsWith(java(expected), "@" + this.home.resolve("greetings.options"), "-Da=1")
			.noneMatch((argument) -> argument.contains("greetings.aot"));
	}

	private void layOutBy(Path jvm, String release) throws IOException {
		Files.writeString(this.home.resolve("greetings.jvm"), jvm + "\n" + release);
	}

	/**
	 * Make a JVM that prints its name and its arguments.
	 */
	private Path jvm(String name, String release) throws IOException {
		Path jvm = this.folder.resolve(name);
		Path java = Files.createDirectories(jvm.resolve("bin")).resolve("java");
		Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n");
		Files.writeString(jvm.resolve("release"), release + "\n");
		assertThat(java.toFile().setExecutable(true)).isTrue();
		return jvm;
	}

	private String java(String name) {
		return this.folder.resolve(name).resolve("bin/java").toString();
	}

	private List<String> start(Path chosen) {
		ProcessBuilder builder = new ProcessBuilder(this.home.resolve("bin/greetings").toString(), "--x=y z");
		builder.environment().remove("JAVA_HOME");
		if (chosen != null) {
			builder.environment().put("JAVA_HOME", chosen.toString());
		}
		builder.environment().put("PATH", this.folder.resolve("path/bin") + ":" + System.getenv("PATH"));
		builder.environment().put("JAVA_OPTS", "-Da=1 -Db=2");
		Run run = Run.of(builder);
		assertThat(run.status()).as(run.output()).isZero();
		return run.output().lines().toList();
	}

}
