// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.StoreAccess;
import dev.sprocket.pubsub.test.Transactions;

/**
 * Opens the jdbc backend on a database, by its URL.
 */
public final class DataSourceAccess implements StoreAccess {

	private @Nullable HikariDataSource pool;

	private @Nullable DataSourceTransactions transactions;

	@Override
	public Backend open(List<String> store) {
		return new JdbcBackendFactory(() -> pool(store), DatabaseInitializationMode.ALWAYS, DataSourceHarness.SETTINGS)
			.create();
	}

	@Override
	public Optional<Transactions> transactions(List<String> store) {
		if (this.transactions == null) {
			this.transactions = new DataSourceTransactions(pool(store), Clock.systemUTC(), null);
		}
		return Optional.of(this.transactions);
	}

	private HikariDataSource pool(List<String> store) {
		if (this.pool == null) {
			this.pool = DataSourceHarness.pool(store.get(0), 10);
		}
		return this.pool;
	}

	@Override
	public void close() {
		if (this.transactions != null) {
			this.transactions.close();
		}
		if (this.pool != null) {
			this.pool.close();
		}
	}

}
