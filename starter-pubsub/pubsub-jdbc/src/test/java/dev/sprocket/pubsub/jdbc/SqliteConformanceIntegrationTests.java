// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;

class SqliteConformanceIntegrationTests extends BackendConformanceTests {

	@TempDir
	private Path folder;

	@Override
	protected BackendHarness createHarness() {
		return new DataSourceHarness("sqlite", url(this.folder));
	}

	static String url(Path folder) {
		return "jdbc:sqlite:" + folder.resolve(UUID.randomUUID() + ".db")
				+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
	}

}
