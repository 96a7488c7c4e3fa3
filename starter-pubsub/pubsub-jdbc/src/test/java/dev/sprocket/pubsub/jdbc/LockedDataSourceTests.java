// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application's own SQLite database while one of its transactions takes long.
 */
class LockedDataSourceTests {

	@TempDir
	private Path folder;

	@Test
	void whenATransactionOfTheApplicationHoldsTheLockThenNoOtherProcessIsBlamed() throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:sqlite:" + this.folder.resolve("app.db")
					+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=50&transaction_mode=IMMEDIATE");
			try (Backend backend = new JdbcBackendFactory(() -> pool, DatabaseInitializationMode.ALWAYS,
					JdbcSettings.DEFAULTS)
				.create();
					Connection connection = pool.getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("BEGIN IMMEDIATE");
				assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup("t", "g"))
					.withMessageContaining("is locked by another connection, perhaps a transaction of this application "
							+ "that takes long; keep transactions short, or raise busy_timeout in the URL");
				statement.execute("ROLLBACK");
			}
		}
	}

}
