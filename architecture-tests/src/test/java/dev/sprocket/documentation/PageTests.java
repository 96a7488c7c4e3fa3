// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PageTests {

	@TempDir
	private Path root;

	@Test
	void aStaleSnippetIsReplacedByTheMemberItNames() throws IOException {
		Files.writeString(this.root.resolve("Sums.java"), """
				package sums;

				class Sums {

					/** Adds. */
					@Deprecated
					int add(int one, int other) {
						return one + other;
					}

				}
				""");
		assertThat(regenerate("before\n<!-- snippet: Sums.java#add -->\n```java\nint add() { }\n```\nafter\n"))
			.isEqualTo("""
					before
					<!-- snippet: Sums.java#add -->
					```java
					@Deprecated
					int add(int one, int other) {
					    return one + other;
					}
					```
					after
					""");
	}

	@Test
	void aBackendThatWasNotRunKeepsItsColumn() throws IOException {
		Path conformance = this.root.resolve("starter-pubsub/pubsub-memory/target/conformance");
		Files.createDirectories(conformance);
		Files.writeString(conformance.resolve("memory.json"),
				"{\"backend\": \"memory\", \"capabilities\": {\"LAG\": \"native\"}, \"items\": {\"A10\": \"passed\"}}");
		assertThat(regenerate("<!-- generated:capabilities -->\n| capability | kafka | memory |\n| --- | --- | --- |\n"
				+ "| BROWSE | none | native |\n| LAG | native | none |\n<!-- /generated -->\n"))
			.isEqualTo("""
					<!-- generated:capabilities -->

					| capability | kafka | memory |
					| --- | --- | --- |
					| BROWSE | none | native |
					| LAG | native | native |

					<!-- /generated -->
					""");
	}

	@Test
	void aLinkToNothingIsBroken() throws IOException {
		Files.writeString(this.root.resolve("page.md"), "# A Heading\n[1](#a-heading) [2](#another) [3](gone.md)\n");
		assertThat(new Links(this.root).broken(Path.of("page.md"))).containsExactly("#another", "gone.md");
	}

	private String regenerate(String text) {
		return new Page(this.root, ConfigurationMetadata.ofClassPath()).regenerate(text);
	}

}
