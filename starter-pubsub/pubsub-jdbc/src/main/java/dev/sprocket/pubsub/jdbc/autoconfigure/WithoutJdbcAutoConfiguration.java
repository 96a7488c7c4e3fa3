// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * Auto-configuration where Spring's JDBC is not on the class path: whoever asks for the
 * jdbc backend or an outbox all the same is told what to add.
 */
@AutoConfiguration(after = JdbcPubSubAutoConfiguration.class)
@ConditionalOnMissingBean(DataSourceChoice.class)
public final class WithoutJdbcAutoConfiguration {

	@Bean
	BackendFactory jdbcBackendFactory() {
		return new WithoutJdbc();
	}

	@Bean
	@ConditionalOnMissingBean(OutboxFactory.class)
	@Conditional(OnOutboxWanted.class)
	OutboxFactory pubSubOutboxFactory() {
		throw DataSourceChoice.missing();
	}

	private static final class WithoutJdbc implements BackendFactory {

		@Override
		public String name() {
			return "jdbc";
		}

		@Override
		public String artifact() {
			return "sprocket-pubsub-jdbc";
		}

		@Override
		public Selection selection() {
			return Selection.BY_NAME;
		}

		@Override
		public Backend create() {
			throw DataSourceChoice.missing();
		}

	}

}
