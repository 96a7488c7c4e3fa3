// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whether the tables are there, and are made.
 */
class JdbcBackendFactoryTests {

	private final HikariDataSource pool = new HikariDataSource();

	JdbcBackendFactoryTests() {
		this.pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
		this.pool.setMaximumPoolSize(1);
		this.pool.setConnectionTimeout(2000);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void whenADatabaseInMemoryHasOneConnectionThenItsTablesAreMade() {
		try (Backend backend = create(DatabaseInitializationMode.EMBEDDED)) {
			backend.declareGroup("t", "g");
			assertThat(backend.lag("t", "g").messages()).isZero();
		}
	}

	@Test
	void whenTheScriptHasNotRunToItsEndThenTheTablesAreMissing() {
		create(DatabaseInitializationMode.ALWAYS).close();
		new JdbcTemplate(this.pool).update("DELETE FROM sprocket_schema");
		assertThatExceptionOfType(SetupException.class).isThrownBy(() -> create(DatabaseInitializationMode.NEVER))
			.satisfies((failure) -> {
				assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
				assertThat(failure.problem()).isEqualTo("The pub/sub database '%s' has no pub/sub tables, or not all",
						this.pool.getJdbcUrl());
				assertThat(failure.remedy()).isEqualTo("Run the script "
						+ "'classpath:dev/sprocket/pubsub/jdbc/schema-h2.sql', for example as a Flyway or Liquibase "
						+ "migration, or set sprocket.pubsub.jdbc.initialize-schema=always.");
			});
		create(DatabaseInitializationMode.ALWAYS).close();
	}

	private Backend create(DatabaseInitializationMode initialization) {
		return new JdbcBackendFactory(() -> this.pool, initialization, JdbcSettings.DEFAULTS).create();
	}

}
