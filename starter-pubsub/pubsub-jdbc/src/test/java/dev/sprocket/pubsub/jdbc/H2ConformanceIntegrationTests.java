// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;

class H2ConformanceIntegrationTests extends BackendConformanceTests {

	@TempDir
	private Path folder;

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("h2", "jdbc:h2:file:" + this.folder.resolve(UUID.randomUUID().toString())
				+ ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
	}

}
