// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.test.servers.JavaProcess;
import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL in the middle of publishing.
 */
class KilledPublisherIntegrationTests {

	private static final boolean FULL = Scale.isFull();

	private static final int KILLS = FULL ? 3 : 2;

	private static final int A_KILL_EACH = FULL ? 500 : 100;

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "h2" })
	void whenProcessIsKilledThenEverythingReportedAsStoredIsThere(String kind) {
		Path store = this.folder.resolve("store");
		Path output = this.folder.resolve("output");
		for (int round = 0; round < KILLS; round++) {
			int enough = A_KILL_EACH * (round + 1);
			try (JavaProcess process = JavaProcess.start(output, PublishingProcess.class, kind, store.toString())) {
				process.until(() -> process.lines("stored").size() > enough);
				process.kill();
				assertThat(process.lines("stored")).hasSizeGreaterThan(enough);
				assertThat(stored(kind, store)).containsAll(process.lines("stored"));
			}
		}
	}

	private static Set<String> stored(String kind, Path store) {
		Set<String> bodies = new HashSet<>();
		try (Backend backend = PublishingProcess.open(kind, store)) {
			long position = 0;
			List<Delivery> page = backend.browser().find("t", "g", position, 1000);
			while (!page.isEmpty()) {
				page.forEach((delivery) -> bodies.add(new String(delivery.body(), StandardCharsets.UTF_8)));
				position = page.get(page.size() - 1).position();
				page = backend.browser().find("t", "g", position, 1000);
			}
		}
		return bodies;
	}

}
