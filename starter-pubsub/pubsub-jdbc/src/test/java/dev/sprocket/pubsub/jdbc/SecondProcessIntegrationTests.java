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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes and one embedded store.
 */
class SecondProcessIntegrationTests {

	@TempDir
	private Path folder;

	@Test
	void whenAnotherProcessHasTheStoreThenTheSecondIsRefusedWithItsPidAndTheRemedy() throws IOException {
		Path file = this.folder.resolve("store.db");
		try (Backend owner = new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create()) {
			JavaProcess second = start(file);
			second.awaitEnd();
			assertThat(second.process().exitValue()).isOne();
			assertThat(Files.readString(second.output())).contains("Description:\n\nThe pub/sub store '" + file
					+ "' is in use by the process with pid " + ProcessHandle.current().pid() + ".\n\nAction:\n\n"
					+ "End that process, or give this one a file of its own with sprocket.pubsub.embedded.path. To "
					+ "share messages between processes set sprocket.pubsub.backend to a backend made for that, such "
					+ "as jdbc or kafka.");
			owner.check();
		}
	}

	@Test
	void whenTheOwnerIsKilledThenTheNextProcessGetsTheStore() throws IOException {
		Path file = this.folder.resolve("store.db");
		JavaProcess killed = JavaProcess.start(this.folder.resolve("output"), PublishingProcess.class, "embedded",
				file.toString());
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !killed.lines("stored").isEmpty());
		killed.kill();
		try (Backend next = new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create()) {
			next.check();
		}
	}

	private JavaProcess start(Path file) throws IOException {
		return JavaProcess.start(this.folder.resolve("output"), StoreApplication.class,
				"--sprocket.pubsub.embedded.path=" + file);
	}

}
