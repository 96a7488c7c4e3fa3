// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * A second JVM with the class path of this one.
 *
 * @param process the process
 * @param output what it prints
 */
record JavaProcess(Process process, Path output) {

	static JavaProcess start(Path output, Class<?> main, String... arguments) throws IOException {
		Files.deleteIfExists(output);
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(output.resolveSibling(output.getFileName() + ".err").toFile())
			.start();
		return new JavaProcess(process, output);
	}

	// Return the whole lines that begin with a word and a blank, without it.

	List<String> lines(String word) {
		try {
			String text = Files.readString(this.output);
			return text.substring(0, text.lastIndexOf('\n') + 1)
				.lines()
				.filter((line) -> line.startsWith(word + " "))
				.map((line) -> line.substring(word.length() + 1))
				.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	void awaitEnd() {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !this.process.isAlive());
	}

}
