// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Transactions;

/**
 * The embedded backend, with an outbox in the database of the application.
 */
class RelayingHarness implements BackendHarness, Transactions {

	private final EmbeddedHarness target;

	private final DataSourceHarness application;

	RelayingHarness(Path file, String url) {
		this.application = new DataSourceHarness("application", url);
		this.target = new EmbeddedHarness(file, this.application.clock());
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
		return Optional.of(this);
	}

	@Override
	public DataSource dataSource() {
		return this.application.dataSource();
	}

	@Override
	public <T> T execute(boolean readOnly, Callable<T> work) throws Exception {
		return this.application.execute(readOnly, work);
	}

	@Override
	public OutboxFactory outbox() {
		return new JdbcOutboxFactory(this.application::pool, DatabaseInitializationMode.NEVER,
				DataSourceHarness.SETTINGS, "shop", true, clock());
	}

	@Override
	public Inbox inbox(Duration retention) {
		return this.application.inbox(retention);
	}

	@Override
	public void purge(Inbox inbox) {
		this.application.purge(inbox);
	}

	@Override
	public void close() {
		this.target.close();
		this.application.close();
	}

}
