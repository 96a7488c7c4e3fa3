// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The pool of the writer beside that of the application.
 */
class WriterPoolTests {

	private final HikariDataSource pool = new HikariDataSource();

	private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

	WriterPoolTests() {
		this.pool.setJdbcUrl(this.url);
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
		try (Connection only = this.pool.getConnection(); WriterPool writer = beside(this.pool)) {
			assertThat(writer.getConnection().getMetaData().getURL()).isEqualTo(only.getMetaData().getURL());
			assertThat(writer.current().getPoolName()).isEqualTo("app-pubsub-jdbc");
			assertThat(writer.current().getMaximumPoolSize()).isEqualTo(1);
		}
	}

	@Test
	void whenThePasswordIsChangedThenTheNextConnectionUsesTheNewOne() throws SQLException {
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				WriterPool writer = beside(this.pool)) {
			writer.getConnection().close();
			statement.execute("ALTER USER sa SET PASSWORD 'second'");
			this.pool.setPassword("second");
			writer.evict(writer.getConnection());
			assertThat(writer.getConnection().isValid(1)).isTrue();
		}
	}

	@Test
	void whenTheUserOfAConnectionHasLostItsRightsThenTheWriterGoesOnAsTheNewOne() {
		SingleConnectionDataSource kept = new SingleConnectionDataSource(this.url, "sa", "first", true);
		JdbcTemplate admin = new JdbcTemplate(kept);
		admin.execute("CREATE USER one PASSWORD 'x' ADMIN");
		admin.execute("CREATE USER two PASSWORD 'x' ADMIN");
		this.pool.setUsername("one");
		this.pool.setPassword("x");
		try (Backend backend = new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create()) {
			backend.declareGroup("t", "g");
			this.pool.setUsername("two");
			admin.execute("ALTER USER one ADMIN FALSE");
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup("t", "other"))
				.withMessageContaining("Not enough rights");
			backend.declareGroup("t", "other");
		}
		finally {
			kept.destroy();
		}
	}

	@Test
	void whenThePoolIsReplacedThenThatOfTheWriterIsToo() throws SQLException {
		HikariDataSource second = new HikariDataSource();
		second.setJdbcUrl(this.url + "-second");
		Object[] target = { this.pool };
		DataSource scoped = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { DataSource.class, ScopedObject.class }, (proxy, method, arguments) -> target[0]);
		try (second; WriterPool writer = beside(scoped)) {
			HikariDataSource first = writer.current();
			assertThat(writer.getConnection().getMetaData().getURL()).isEqualTo(this.url);
			assertThat(writer.current()).isSameAs(first);
			target[0] = second;
			assertThat(writer.getConnection().getMetaData().getURL()).isEqualTo(this.url + "-second");
			assertThat(first.isClosed()).isTrue();
		}
	}

	@Test
	void whenThePoolIsBehindWhatChangesNothingThenItIsFound() {
		for (DataSource proxy : List.of(new DelegatingDataSource(this.pool),
				new TransactionAwareDataSourceProxy(this.pool), new LazyConnectionDataSourceProxy(this.pool))) {
			assertThat(WriterPool.beside(proxy, "jdbc", false)).as(proxy.toString()).isNotNull();
		}
	}

	@Test
	void whenSomethingElseMayChooseASchemaThenItIsAskedForTheConnectionsOfTheWriter() {
		assertThat(WriterPool.beside(new DelegatingDataSource(this.pool) {
		}, "jdbc", false)).isNull();
		assertThat(WriterPool.beside(new HikariDataSource() {
		}, "jdbc", false)).isNull();
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

	private static WriterPool beside(DataSource pool) {
		return Objects.requireNonNull(WriterPool.beside(pool, "jdbc", false));
	}

}
