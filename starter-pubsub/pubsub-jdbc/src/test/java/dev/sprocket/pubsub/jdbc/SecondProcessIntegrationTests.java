// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.test.servers.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes and one embedded store.
 */
class SecondProcessIntegrationTests {

	@TempDir
	private Path folder;

	@Test
	void whenAnotherProcessHasTheStoreThenTheSecondIsRefusedWithItsPidAndTheRemedy() throws InterruptedException {
		Path file = this.folder.resolve("store.db");
		try (Backend owner = new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create();
				JavaProcess second = start(StoreApplication.class, "--sprocket.pubsub.embedded.path=" + file)) {
			assertThat(second.awaitExit()).isOne();
			assertThat(second.output()).contains("Description:\n\nThe pub/sub store '" + file
					+ "' is in use by the process with pid " + ProcessHandle.current().pid() + ".\n\nAction:\n\n"
					+ "End that process, or give this one a file of its own with sprocket.pubsub.embedded.path. To "
					+ "share messages between processes set sprocket.pubsub.backend to a backend made for that, such "
					+ "as jdbc or kafka.");
			owner.check();
		}
	}

	@Test
	void whenTheOwnerIsKilledThenTheNextProcessGetsTheStore() {
		Path file = this.folder.resolve("store.db");
		try (JavaProcess killed = start(PublishingProcess.class, "embedded", file.toString())) {
			killed.until(() -> !killed.lines("stored").isEmpty());
		}
		try (Backend next = new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create()) {
			next.check();
		}
	}

	private JavaProcess start(Class<?> main, String... arguments) {
		return JavaProcess.start(this.folder.resolve("output"), main, arguments);
	}

}
