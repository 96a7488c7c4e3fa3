// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import dev.sprocket.test.servers.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link MemberApplication} in a JVM of its own.
 *
 * @param member the JVM
 * @param commands where it reads commands
 */
record MemberProcess(JavaProcess member, PrintWriter commands) implements AutoCloseable {

	static MemberProcess start(Path output, Map<String, String> properties) {
		JavaProcess member = JavaProcess.start(output, MemberApplication.class,
				Stream.concat(Stream.of("--logging.level.root=info"),
						properties.entrySet().stream().map((entry) -> "--" + entry.getKey() + "=" + entry.getValue()))
					.toArray(String[]::new));
		return new MemberProcess(member, new PrintWriter(member.process().outputWriter(), true));
	}

	long pid() {
		return this.member.process().pid();
	}

	String printed() {
		return this.member.output();
	}

	void tell(String command) {
		this.commands.println(command);
	}

	void signal(String signal) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).inheritIO().start();
		assertThat(kill.waitFor()).as("kill -%s", signal).isZero();
	}

	int awaitExit() throws InterruptedException {
		return this.member.awaitExit();
	}

	@Override
	public void close() {
		this.member.close();
	}

}
