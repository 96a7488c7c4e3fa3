// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A packaged sample as a process of its own.
 */
final class PackagedService implements AutoCloseable {

	static final String SECRET = "test-secret";

	/** The JDK's client repeats a GET whose connection ends before the answer begins. */
	private static final String NO_SECOND_ATTEMPT = "-Djdk.httpclient.redirects.retrylimit=1";

	private final Process process;

	private final Path log;

	private PackagedService(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	static PackagedService start(String name, String... arguments) {
		try {
			Path log = Files.createTempFile(Files.createDirectories(Path.of("target/logs")), name + "-", ".log");
			List<String> command = new ArrayList<>(List.of(
					Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", NO_SECOND_ATTEMPT,
					"-jar",
					Path.of("../" + name + "/target/" + name + ".jar").toAbsolutePath().normalize().toString()));
			command.addAll(List.of(arguments));
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
			builder.environment().put("WEBHOOKS_SECRET", SECRET);
			builder.environment().put("DASHBOARD_SECRET", SECRET);
			return new PackagedService(builder.start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void requestStop() {
		this.process.destroy();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(90, TimeUnit.SECONDS)).as("It does not end:%n%s", log()).isTrue();
		return this.process.exitValue();
	}

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	void assertAlive() {
		assertThat(this.process.isAlive()).as("It ended:%n%s", log()).isTrue();
	}

	long pid() {
		return this.process.pid();
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}
