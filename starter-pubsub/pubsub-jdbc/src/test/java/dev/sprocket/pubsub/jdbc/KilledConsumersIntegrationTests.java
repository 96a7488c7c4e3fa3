// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.test.KilledConsumerTests;
import dev.sprocket.pubsub.test.StoreAccess;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

/**
 * SIGKILL of consumers at any moment, on each database.
 */
class KilledConsumersIntegrationTests {

	@TempDir
	private Path folder;

	@Nested
	class Embedded extends KilledConsumerTests {

		@Override
		protected Class<? extends StoreAccess> access() {
			return EmbeddedAccess.class;
		}

		@Override
		protected List<String> store() {
			return List.of(KilledConsumersIntegrationTests.this.folder.resolve("store").toString());
		}

	}

	@Nested
	class Sqlite extends OnDatabase {

		@Override
		String url() {
			return SqliteConformanceIntegrationTests.url(KilledConsumersIntegrationTests.this.folder);
		}

	}

	@Nested
	class H2 extends OnDatabase {

		@Override
		String url() {
			return "jdbc:h2:file:" + KilledConsumersIntegrationTests.this.folder.resolve("store") + ";WRITE_DELAY=0";
		}

	}

	@Nested
	class Postgresql extends OnDatabase {

		@Override
		String url() {
			return PostgresServer.start().url();
		}

	}

	@Nested
	class MariaDb extends OnDatabase {

		@Override
		String url() {
			return MariaDbServer.start().url();
		}

	}

	abstract static class OnDatabase extends KilledConsumerTests {

		abstract String url();

		@Override
		protected Class<? extends StoreAccess> access() {
			return DataSourceAccess.class;
		}

		@Override
		protected List<String> store() {
			return List.of(url());
		}

	}

}
