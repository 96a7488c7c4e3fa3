// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generates services by the very command of the quickstart.
 */
final class Archetype {

	private static final Path QUICKSTART = Path.of(System.getProperty("sprocket.root"), "docs/quickstart.md");

	private static final Pattern COMMAND = Pattern.compile("mvn -B (\\S+archetype-plugin:.*?)\n\n", Pattern.DOTALL);

	/** What the reader of the quickstart chooses. */
	private static final Pattern CHOICE = Pattern.compile("-D(kind|groupId|artifactId|package)=.*");

	private Archetype() {
	}

	/**
	 * Generate a service, anew.
	 * @param kind its kind
	 * @param name its name
	 * @return its folder
	 */
	static Path generate(Kind kind, String name) throws IOException {
		Path project = Maven.FOLDER.resolve(name);
		FileSystemUtils.deleteRecursively(project);
		Run run = generate(Maven.FOLDER, "-Dkind=" + kind.value(), "-DgroupId=com.acme", "-DartifactId=" + name,
				"-Dpackage=com.acme.greetings");
		assertThat(run.status()).as(run.output()).isZero();
		assertThat(run.output()).doesNotContain("Don't override");
		return project;
	}

	static Run generate(Path folder, String... choices) {
		List<String> arguments = new ArrayList<>(
				command().filter((argument) -> !CHOICE.matcher(argument).matches()).toList());
		arguments.addAll(List.of(choices));
		return Maven.get().run(folder, arguments);
	}

	private static Stream<String> command() {
		try {
			Matcher command = COMMAND.matcher(Files.readString(QUICKSTART));
			assertThat(command.find()).as("The quickstart generates a service").isTrue();
			return Stream.of(command.group(1).replace("\\\n", " ").split("\\s+"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
