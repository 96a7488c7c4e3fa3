// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.SetupException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who may open the embedded store, asked from this process and from a second one.
 */
class ProcessLockIntegrationTests {

	private static final long PID = ProcessHandle.current().pid();

	@TempDir
	private Path folder;

	@Test
	void whenASecondOpenerInThisProcessIsRefusedThenOtherProcessesAreToo() throws IOException {
		try (Backend first = open(this.folder.resolve("store.db"))) {
			assertRefused(this.folder.resolve("store.db"));
			assertThat(outputOfASecondProcess()).contains("is in use by the process with pid " + PID);
			first.check();
		}
	}

	@Test
	void whenTheFolderHasTwoNamesThenTheSecondOpenerIsRefused() throws IOException {
		Path real = Files.createDirectory(this.folder.resolve("real"));
		Path link = Files.createSymbolicLink(this.folder.resolve("link"), real);
		try (Backend first = open(real.resolve("store.db"))) {
			assertRefused(link.resolve("store.db"));
			first.check();
		}
	}

	@Test
	void whenClosedThenItCanBeOpenedAgain() {
		open(this.folder.resolve("store.db")).close();
		open(this.folder.resolve("store.db")).close();
	}

	private static Backend open(Path file) {
		return new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create();
	}

	private static void assertRefused(Path file) {
		assertThatExceptionOfType(SetupException.class).isThrownBy(() -> open(file))
			.withMessageContaining("is in use by this process (pid " + PID + ")");
	}

	// It ends when it is refused, and publishes until it is killed when it is not.

	private String outputOfASecondProcess() throws IOException {
		Path output = this.folder.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				PublishingProcess.class.getName(), "embedded", this.folder.resolve("store.db").toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> !process.isAlive() || Files.readAllLines(output).size() > 10);
		}
		finally {
			process.destroyForcibly();
			Awaitility.await().until(() -> !process.isAlive());
		}
		return Files.readString(output);
	}

}
