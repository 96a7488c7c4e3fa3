// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.SetupException;
import dev.sprocket.test.servers.JavaProcess;

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
	void whenASecondOpenerInThisProcessIsRefusedThenOtherProcessesAreToo() {
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

	private String outputOfASecondProcess() {
		try (JavaProcess second = JavaProcess.start(this.folder.resolve("output"), PublishingProcess.class, "embedded",
				this.folder.resolve("store.db").toString())) {
			second.until(() -> !second.process().isAlive() || !second.lines("stored").isEmpty());
			return second.output();
		}
	}

}
