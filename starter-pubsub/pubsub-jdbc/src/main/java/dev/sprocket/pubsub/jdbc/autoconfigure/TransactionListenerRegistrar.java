// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;

import dev.sprocket.pubsub.jdbc.JdbcBackendFactory;

/**
 * Lets every transaction manager, whoever made it, tell when its transactions end.
 */
final class TransactionListenerRegistrar implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof ConfigurableTransactionManager manager) ? register(manager) : bean;
	}

	static <T extends ConfigurableTransactionManager> T register(T manager) {
		manager.addListener(JdbcBackendFactory.transactionListener());
		return manager;
	}

}
