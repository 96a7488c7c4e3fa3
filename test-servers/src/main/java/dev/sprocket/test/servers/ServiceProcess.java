// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service as a process of its own, with what it prints in a file. For one thread at a
 * time.
 */
public final class ServiceProcess implements AutoCloseable {

	private static final int LOWEST_PORT = 20_000;

	private static final int LOWEST_EPHEMERAL_PORT = 32_768;

	private static final int SHOWN_LINES = 40;

	private final Process process;

	private final Path log;

	private ServiceProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Start a process.
	 * @param builder the command and its surroundings
	 * @param log where its output goes, after what is there
	 * @return the process, which may be far from ready
	 */
	public static ServiceProcess start(ProcessBuilder builder, Path log) {
		try {
			builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			return new ServiceProcess(builder.start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the JVM that runs the tests.
	 * @return the path of its {@code java}
	 */
	public static String java() {
		return Path.of(System.getProperty("java.home"), "bin/java").toString();
	}

	/**
	 * Look for a port that nobody uses, below those that a system gives to outgoing
	 * connections (from 32768 on Linux, 49152 by RFC 6335): one of these might be taken
	 * again before a service that takes seconds to start binds it.
	 * @return a port of the loopback interface that was free a moment ago
	 */
	public static int freePort() {
		for (int attempt = 1;; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_EPHEMERAL_PORT);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				if (attempt == 100) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

	Process process() {
		return this.process;
	}

	/**
	 * Fail with the end of its output if it has ended.
	 */
	public void assertAlive() {
		assertThat(this.process.isAlive()).as("The process ended:%n%s", lastLines()).isTrue();
	}

	/**
	 * Send SIGTERM.
	 */
	public void requestStop() {
		this.process.destroy();
	}

	/**
	 * Wait for its end, 90 seconds at most.
	 * @return its exit status
	 * @throws InterruptedException if the wait is interrupted
	 */
	public int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(90, TimeUnit.SECONDS)).as("The process does not end:%n%s", lastLines())
			.isTrue();
		return this.process.exitValue();
	}

	/**
	 * Send SIGTERM and wait for the end.
	 * @return its exit status
	 * @throws InterruptedException if the wait is interrupted
	 */
	public int stop() throws InterruptedException {
		requestStop();
		return awaitExit();
	}

	/**
	 * Send SIGKILL and wait for the end.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Read what it has printed.
	 * @return the output so far
	 */
	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String lastLines() {
		List<String> lines = log().lines().toList();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
	}

	@Override
	public void close() {
		kill();
	}

}
