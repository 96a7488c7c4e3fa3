// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that nothing can be generated from.
 */
class RefusalIntegrationTests {

	private final Path folder = Maven.FOLDER.resolve("refused");

	RefusalIntegrationTests() throws IOException {
		FileSystemUtils.deleteRecursively(this.folder);
		Files.createDirectories(this.folder);
	}

	@Test
	void whenKindIsUnknownThenItIsRefusedWithTheRuleAndNothingIsLeft() {
		assertRefuses("kind 'web' is unknown: it must be server, rpc, pubsub or all", "-Dkind=web",
				"-DgroupId=com.acme", "-DartifactId=greetings");
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void whenNamesAreBadThenAllAreRefusedWithTheRulesAndOnlyWhatWasThereBeforeIsLeft() throws IOException {
		Path mine = Files.createDirectories(this.folder.resolve("My_Greetings/src")).resolve("mine.txt");
		Files.writeString(mine, "");
		assertRefuses("artifactId 'My_Greetings' is no DNS label, which the name of a service must be: 1 to 63 of a-z, "
				+ "0-9 and -, beginning with a letter and not ending with -; package 'com.acme.new' is no name of a Java "
				+ "package: identifiers between dots, none of them a reserved word; by default it is the groupId",
				"-Dkind=server", "-DgroupId=com.acme.new", "-DartifactId=My_Greetings");
		try (Stream<Path> files = Files.walk(this.folder)) {
			assertThat(files.filter(Files::isRegularFile)).containsExactly(mine);
		}
	}

	private void assertRefuses(String text, String... properties) {
		Run run = Archetype.generate(this.folder, properties);
		assertThat(run.status()).isNotZero();
		assertThat(run.output()).contains(text);
	}

}
