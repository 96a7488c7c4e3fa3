// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

/**
 * A second JVM with the class path of the test, with what it prints in a file, errors
 * included. For one thread at a time.
 */
public final class JavaProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ServiceProcess process;

	private JavaProcess(ServiceProcess process) {
		this.process = process;
	}

	/**
	 * Start a process.
	 * @param output where its output goes, in the place of what is there
	 * @param main what it runs
	 * @param arguments the arguments of that
	 * @return the process, which may be far from ready
	 */
	public static JavaProcess start(Path output, Class<?> main, String... arguments) {
		try {
			Files.deleteIfExists(output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new JavaProcess(ServiceProcess.start(command(List.of(), main.getName(), arguments), output));
	}

	static ProcessBuilder command(List<String> options, String main, String... arguments) {
		List<String> command = new ArrayList<>(List.of(ServiceProcess.java()));
		command.addAll(options);
		command.addAll(List.of("-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command);
	}

	/**
	 * Return the process itself.
	 * @return the process, for its pid and its input
	 */
	public Process process() {
		return this.process.process();
	}

	/**
	 * Read what it has printed.
	 * @return the output so far
	 */
	public String output() {
		return this.process.log();
	}

	/**
	 * Read what it has printed behind a word.
	 * @param word what a line begins with, before a blank
	 * @return the rest of each such line that is whole
	 */
	public List<String> lines(String word) {
		String text = output();
		return text.substring(0, text.lastIndexOf('\n') + 1)
			.lines()
			.filter((line) -> line.startsWith(word + " "))
			.map((line) -> line.substring(word.length() + 1))
			.toList();
	}

	/**
	 * Wait until something holds, for a minute at most. Fails with the end of its output
	 * as soon as it has ended without that.
	 * @param condition what it is to do before it ends
	 */
	public void until(BooleanSupplier condition) {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			boolean alive = process().isAlive();
			boolean done = condition.getAsBoolean();
			if (!done && !alive) {
				this.process.assertAlive();
			}
			return done;
		});
	}

	/**
	 * Wait for its end, 90 seconds at most.
	 * @return its exit status
	 * @throws InterruptedException if the wait is interrupted
	 */
	public int awaitExit() throws InterruptedException {
		return this.process.awaitExit();
	}

	/**
	 * Send SIGKILL and wait for the end.
	 */
	public void kill() {
		this.process.kill();
	}

	@Override
	public void close() {
		kill();
	}

}
