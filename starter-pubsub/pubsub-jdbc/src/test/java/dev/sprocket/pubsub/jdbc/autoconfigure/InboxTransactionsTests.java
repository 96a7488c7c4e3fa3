// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose transactions the inbox takes.
 */
class InboxTransactionsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(TwoDataSources.class);

	@Test
	void whenTheManagerOnTheDataSourceIsNoDefaultCandidateThenItIsTaken() {
		this.runner.withUserConfiguration(MessagesBesideMain.class)
			.run((context) -> assertThat(context.getBean(PlatformTransactionManager.class))
				.isNotSameAs(context.getBean("messagesTransactions")))
			.run((context) -> assertThat(context.getBean(Chosen.class).manager())
				.isSameAs(context.getBean("messagesTransactions")));
	}

	@Test
	void whenAnotherMayBeOnAnyDataSourceThenTheOneOnTheDataSourceIsTaken() {
		this.runner.withUserConfiguration(MessagesBesideGlobal.class)
			.run((context) -> assertThat(context.getBean(Chosen.class).manager())
				.isSameAs(context.getBean("messagesTransactions")));
	}

	@Test
	void whenNoneIsOnTheDataSourceThenOneThatMayBeOnAnyIsTaken() {
		this.runner.withUserConfiguration(MainBesideGlobal.class)
			.run((context) -> assertThat(context.getBean(Chosen.class).manager())
				.isSameAs(context.getBean("globalTransactions")));
	}

	private static DataSource dataSource() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
		return dataSource;
	}

	/**
	 * What was chosen.
	 *
	 * @param manager the transactions
	 */
	record Chosen(PlatformTransactionManager manager) {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource main() {
			return dataSource();
		}

		@Bean
		DataSource messages() {
			return dataSource();
		}

		@Bean
		Chosen chosen(DataSource messages, ObjectProvider<PlatformTransactionManager> all) {
			return new Chosen(InboxTransactions.of(messages, all));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MessagesBesideMain {

		@Bean
		PlatformTransactionManager mainTransactions(DataSource main) {
			return new DataSourceTransactionManager(main);
		}

		@Bean(defaultCandidate = false)
		PlatformTransactionManager messagesTransactions(DataSource messages) {
			return new DataSourceTransactionManager(messages);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MessagesBesideGlobal {

		@Bean
		@Primary
		PlatformTransactionManager globalTransactions() {
			return new GlobalTransactionManager();
		}

		@Bean
		PlatformTransactionManager messagesTransactions(DataSource messages) {
			return new DataSourceTransactionManager(messages);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MainBesideGlobal {

		@Bean
		PlatformTransactionManager mainTransactions(DataSource main) {
			return new DataSourceTransactionManager(main);
		}

		@Bean
		PlatformTransactionManager globalTransactions() {
			return new GlobalTransactionManager();
		}

	}

	/**
	 * Does not say what it is on.
	 */
	@SuppressWarnings("serial")
	private static final class GlobalTransactionManager extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
