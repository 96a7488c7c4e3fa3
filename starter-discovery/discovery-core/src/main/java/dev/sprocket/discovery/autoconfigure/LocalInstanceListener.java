// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Adds the local instance to the beans when all servers of the context listen, ahead of
 * other listeners that may want it.
 */
final class LocalInstanceListener implements ApplicationListener<ContextRefreshedEvent>, Ordered {

	static final String BEAN_NAME = "sprocketLocalInstance";

	private final ConfigurableApplicationContext context;

	private final LocalInstanceFactory factory;

	LocalInstanceListener(ConfigurableApplicationContext context, LocalInstanceFactory factory) {
		this.context = context;
		this.factory = factory;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.context.getBeanFactory().registerSingleton(BEAN_NAME, this.factory.create());
		}
	}

}
