// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JdbcInboxTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenItsTransactionsAreOnAnotherDataSourceThenTheHandlerDoesNotRun(boolean autoCommit) {
		AtomicInteger runs = new AtomicInteger();
		try (HikariDataSource messages = dataSource("inbox-messages");
				HikariDataSource other = dataSource("inbox-other")) {
			messages.setAutoCommit(autoCommit);
			DataSourceTransactionManager manager = new DataSourceTransactionManager(other);
			manager.addListener(JdbcBackendFactory.transactionListener());
			try (JdbcInbox inbox = new JdbcInbox(messages, manager, DatabaseInitializationMode.ALWAYS,
					Duration.ofDays(1))) {
				assertThatExceptionOfType(BackendException.class)
					.isThrownBy(() -> inbox.handleOnce("g", "1", runs::incrementAndGet))
					.withMessage(
							"The pub/sub database 'jdbc:h2:mem:inbox-messages' is not in the transaction that the inbox"
									+ " began: give JdbcInbox a transaction manager of the same DataSource")
					.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
			}
			assertThat(runs).hasValue(0);
		}
	}

	private static HikariDataSource dataSource(String name) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + name);
		return dataSource;
	}

}
