// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pool of the writer beside that of the application.
 */
class WriterPoolTests {

	private final HikariDataSource pool = new HikariDataSource();

	WriterPoolTests() {
		this.pool.setJdbcUrl("jdbc:h2:mem:writer-pool");
		this.pool.setUsername("sa");
		this.pool.setPassword("first");
		this.pool.setPoolName("app");
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void whenEveryConnectionOfTheApplicationIsTakenThenThereIsOneForTheWriter() throws SQLException {
		this.pool.setMaximumPoolSize(1);
		try (Connection only = this.pool.getConnection(); HikariDataSource writer = beside(this.pool)) {
			assertThat(writer.getConnection().getMetaData().getURL()).isEqualTo(only.getMetaData().getURL());
			assertThat(writer.getPoolName()).isEqualTo("app-pubsub-jdbc");
			assertThat(writer.getMaximumPoolSize()).isEqualTo(1);
		}
	}

	@Test
	void whenThePasswordIsChangedThenTheNextConnectionUsesTheNewOne() throws SQLException {
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				HikariDataSource writer = beside(this.pool)) {
			writer.getConnection().close();
			statement.execute("ALTER USER sa SET PASSWORD 'second'");
			this.pool.setPassword("second");
			Connection old = writer.getConnection();
			writer.evictConnection(old);
			assertThat(writer.getConnection().isValid(1)).isTrue();
		}
	}

	@Test
	void whenThePoolIsWrappedThenItIsFound() {
		assertThat(WriterPool.beside(new DelegatingDataSource(this.pool), "jdbc", false)).isNotNull();
	}

	@Test
	void whenThePoolIsOfAnotherKindThenThereIsNone() {
		assertThat(WriterPool.beside(new SimpleDriverDataSource(), "jdbc", false)).isNull();
	}

	@Test
	void whenADatabaseInThisProcessIsGivenOneConnectionThenItGetsNoSecond() {
		this.pool.setMaximumPoolSize(1);
		assertThat(WriterPool.beside(this.pool, "jdbc", true)).isNull();
	}

	private static HikariDataSource beside(DataSource pool) {
		return (HikariDataSource) Objects.requireNonNull(WriterPool.beside(pool, "jdbc", false));
	}

}
