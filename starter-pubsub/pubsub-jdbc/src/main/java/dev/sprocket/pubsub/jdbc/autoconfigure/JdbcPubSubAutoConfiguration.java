// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;

import dev.sprocket.pubsub.jdbc.JdbcBackendFactory;
import dev.sprocket.pubsub.jdbc.JdbcInbox;
import dev.sprocket.pubsub.jdbc.JdbcOutboxFactory;
import dev.sprocket.pubsub.jdbc.PubSubDataSource;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * Auto-configuration of pub/sub on the application's data source: the jdbc backend, which
 * brings its outbox, an outbox for the others, and the inbox. Nothing touches the data
 * source before one of them is asked for.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
@ConditionalOnClass({ DataSourceUtils.class, EmbeddedDatabaseConnection.class, DatabaseInitializationMode.class })
@EnableConfigurationProperties({ JdbcProperties.class, BacklogProperties.class })
public final class JdbcPubSubAutoConfiguration {

	@Bean
	DataSourceChoice pubSubDataSourceChoice(@PubSubDataSource ObjectProvider<DataSource> marked,
			ObjectProvider<DataSource> all, ListableBeanFactory beans) {
		return new DataSourceChoice(marked, all, beans);
	}

	@Bean
	static TransactionListenerRegistrar pubSubTransactionListenerRegistrar() {
		return new TransactionListenerRegistrar();
	}

	@Bean
	@DependsOnDatabaseInitialization
	BackendFactory jdbcBackendFactory(DataSourceChoice dataSource, JdbcProperties properties,
			BacklogProperties backlog) {
		return new JdbcBackendFactory(dataSource, properties.initializeSchema(),
				backlog.settings(properties.checkedPollInterval()));
	}

	@Bean
	@ConditionalOnMissingBean(OutboxFactory.class)
	@Conditional(OnOutboxWanted.class)
	@DependsOnDatabaseInitialization
	OutboxFactory pubSubOutboxFactory(DataSourceChoice dataSource, JdbcProperties properties, BacklogProperties backlog,
			Environment environment) {
		return new JdbcOutboxFactory(dataSource, properties.initializeSchema(),
				backlog.settings(properties.checkedPollInterval()),
				environment.getProperty("spring.application.name", "application"), properties.deadLetterIndex());
	}

	@Bean
	@ConditionalOnMissingBean(Inbox.class)
	@DependsOnDatabaseInitialization
	InboxOnDemand pubSubInbox(DataSourceChoice dataSource, ObjectProvider<PlatformTransactionManager> transactions,
			JdbcProperties properties) {
		Duration retention = properties.checkedInboxRetention();
		return new InboxOnDemand(() -> {
			DataSource chosen = dataSource.get();
			return new JdbcInbox(chosen, InboxTransactions.of(chosen, transactions), properties.initializeSchema(),
					retention);
		});
	}

}
