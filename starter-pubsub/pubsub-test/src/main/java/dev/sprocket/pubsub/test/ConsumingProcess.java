// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Consumes in a process of its own until it is killed, and says what it has handled.
 */
public final class ConsumingProcess {

	private static final String HANDLED = "handled ";

	private static final int SHOWN = 2_000;

	private final Process process;

	/** Not a pipe, whose end may get lost with the process. */
	private final Path output;

	private int read;

	ConsumingProcess(Path output, Class<? extends StoreAccess> access, List<String> store, String topic,
			boolean inbox) {
		this.output = output;
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						ConsumingProcess.class.getName(), access.getName(), topic, String.valueOf(inbox)));
		command.addAll(store);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Consume, in this process, until it is killed.
	 * @param arguments the class of the store's access, the topic, whether with an inbox,
	 * what names the store
	 * @throws Exception if the store cannot be opened
	 */
	public static void main(String[] arguments) throws Exception {
		SharedStore store = SharedStore.of(Class.forName(arguments[0]).asSubclass(StoreAccess.class),
				Arrays.asList(arguments).subList(3, arguments.length), arguments[1],
				Boolean.parseBoolean(arguments[2]));
		store.consume(store.open(), (payload) -> System.out.println(HANDLED + payload));
		new CountDownLatch(1).await();
	}

	// Return what it has handled since the last call.

	List<String> handled() {
		String text = output();
		int end = text.lastIndexOf('\n') + 1;
		List<String> handled = text.substring(this.read, end)
			.lines()
			.filter((line) -> line.startsWith(HANDLED))
			.map((line) -> line.substring(HANDLED.length()))
			.toList();
		this.read = end;
		return handled;
	}

	private String output() {
		try {
			return Files.readString(this.output, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Fail with what it printed last if it has ended.

	void assertAlive() {
		if (!this.process.isAlive()) {
			String text = output();
			throw new AssertionError(
					"The consuming process ended:\n" + text.substring(Math.max(0, text.length() - SHOWN)));
		}
	}

	// Send SIGKILL.

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

}
