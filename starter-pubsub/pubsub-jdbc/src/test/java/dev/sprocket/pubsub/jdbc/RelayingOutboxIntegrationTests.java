// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.OutboxConformanceTests;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

/**
 * An outbox on each database: on H2 for a backend that can be browsed, on the others for
 * one that cannot, whose dead letters it indexes.
 */
class RelayingOutboxIntegrationTests {

	@TempDir
	private Path folder;

	private Path file() {
		return this.folder.resolve(UUID.randomUUID().toString());
	}

	private String sqlite() {
		return "jdbc:sqlite:" + file()
				+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
	}

	@Nested
	class OnH2 extends OutboxConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new RelayingHarness(file(), "jdbc:h2:file:" + file() + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
		}

	}

	@Nested
	class OnSqlite extends OutboxConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new BareRelayingHarness(file(), sqlite());
		}

	}

	@Nested
	class OnPostgres extends OutboxConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new BareRelayingHarness(file(), PostgresServer.start().url());
		}

	}

	@Nested
	class OnMariaDb extends OutboxConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new BareRelayingHarness(file(), MariaDbServer.start().url());
		}

	}

}
