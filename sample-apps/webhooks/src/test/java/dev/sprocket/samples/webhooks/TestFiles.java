// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the tests find and leave their files.
 */
final class TestFiles {

	private static final Path ROOT = Path.of(System.getProperty("sprocket.root", "../.."));

	private TestFiles() {
	}

	static Path root() {
		return ROOT;
	}

	/**
	 * A new folder for a database. It outlives the test: a context may still be open.
	 * @return the folder
	 */
	static Path data() {
		try {
			return Files.createTempDirectory(Files.createDirectories(Path.of("target/data")), "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * GitHub's own examples if they are beside the checkout, otherwise a few of ours.
	 * @return a file for the replay
	 */
	static Path examples() {
		Path real = ROOT.resolve("../shared/data/github-webhooks.json").normalize();
		return Files.isReadable(real) ? real : Path.of("src/test/resources/github-webhooks.json");
	}

	static Map<String, Long> examplesByEvent() {
		Map<String, Long> counts = new TreeMap<>();
		for (JsonNode event : JsonMapper.shared().readTree(examples())) {
			counts.put(event.get("name").stringValue(), (long) event.get("examples").size());
		}
		return counts;
	}

	/**
	 * Add a line to the report of this build.
	 * @param line what was measured
	 */
	static void report(String line) {
		try {
			Path folder = Files.createDirectories(ROOT.resolve("target/report"));
			Files.writeString(folder.resolve("webhooks.txt"), line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
