// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link MemberApplication} in a JVM of its own.
 *
 * @param process the process
 * @param output what it prints
 * @param commands where it reads commands
 */
record MemberProcess(Process process, Path output, PrintWriter commands) implements AutoCloseable {

	static MemberProcess start(Path output, Map<String, String> properties) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						MemberApplication.class.getName(), "--logging.level.root=info"));
		properties.forEach((key, value) -> command.add("--" + key + "=" + value));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		return new MemberProcess(process, output, new PrintWriter(process.outputWriter(), true));
	}

	String printed() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void tell(String command) {
		this.commands.println(command);
	}

	void signal(String signal) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).inheritIO().start();
		assertThat(kill.waitFor()).as("kill -%s", signal).isZero();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
