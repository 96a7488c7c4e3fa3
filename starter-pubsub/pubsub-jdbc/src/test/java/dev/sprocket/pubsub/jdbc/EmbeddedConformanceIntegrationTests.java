// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.test.BackendHarness;

class EmbeddedConformanceIntegrationTests extends DatabaseConformance {

	@TempDir
	private Path folder;

	@Override
	BackendHarness create() {
		return new EmbeddedHarness(this.folder.resolve(UUID.randomUUID() + ".db"));
	}

}
