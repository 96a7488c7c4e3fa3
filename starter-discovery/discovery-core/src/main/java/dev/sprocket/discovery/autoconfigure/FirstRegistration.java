// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import dev.sprocket.discovery.LocalInstance;

/**
 * What nobody else asks for when an application is ready: registers the local instance
 * with the registries that take it, and starts the auto-registrations of other projects
 * that wait for a web server although there is none.
 */
final class FirstRegistration implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(FirstRegistration.class);

	private final ListableBeanFactory beans;

	private final Registrations registrations;

	FirstRegistration(ListableBeanFactory beans, Registrations registrations) {
		this.beans = beans;
		this.registrations = registrations;
	}

	@Override
	public void run() {
		this.beans.getBeansOfType(ServiceRegistry.class);
		this.registrations.register(this.beans.getBean(LocalInstance.class));
		this.beans.getBeansOfType(AbstractAutoServiceRegistration.class).forEach(FirstRegistration::start);
	}

	private static void start(String name, AbstractAutoServiceRegistration<?> registration) {
		if (registration.isRunning()) {
			return;
		}
		try {
			registration.start();
		}
		catch (RuntimeException ex) {
			logger.warn("{}: this application has no web server, and is not registered because of that: {}", name,
					ex.toString());
		}
	}

}
