// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Transactions;

/**
 * The embedded backend, with an outbox in the database of the application.
 */
class RelayingHarness implements BackendHarness {

	private final EmbeddedHarness target;

	private final DataSourceHarness application;

	private final DataSourceTransactions transactions;

	RelayingHarness(Path file, String url) {
		this.application = new DataSourceHarness("application", url);
		this.target = new EmbeddedHarness(file, this.application.clock());
		this.transactions = new DataSourceTransactions(this.application.pool(), clock(),
				new JdbcOutboxFactory(this.application::pool, DatabaseInitializationMode.NEVER,
						DataSourceHarness.SETTINGS, "shop", true, clock(), OutboxRelay.LEASE));
	}

	@Override
	public String name() {
		return "embedded+outbox";
	}

	@Override
	public Backend open() {
		return this.target.open();
	}

	@Override
	public Clock clock() {
		return this.target.clock();
	}

	@Override
	public void advance(Duration duration) {
		this.target.advance(duration);
	}

	@Override
	public Optional<Transactions> transactions() {
		return Optional.of(this.transactions);
	}

	@Override
	public void close() {
		this.target.close();
		this.transactions.close();
		this.application.close();
	}

}
