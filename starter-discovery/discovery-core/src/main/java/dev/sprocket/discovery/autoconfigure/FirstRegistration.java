// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.ApplicationContext;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * What nobody else asks for when an application is ready: registers the local instance
 * with the registries that take it, starts the auto-registrations of other projects that
 * wait for a web server although there is none, and looks this very service up from then
 * on, by which outages of their registries are noticed.
 */
final class FirstRegistration implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(FirstRegistration.class);

	private final ApplicationContext context;

	private final Registrations registrations;

	FirstRegistration(ApplicationContext context, Registrations registrations) {
		this.context = context;
		this.registrations = registrations;
	}

	@Override
	public void run() {
		this.context.getBeansOfType(ServiceRegistry.class);
		LocalInstance instance = this.context.getBean(LocalInstance.class);
		if (this.registrations.hasOwn()) {
			this.registrations.register(instance);
			this.context.publishEvent(new InstanceRegisteredEvent<>(this, instance));
		}
		if (this.registrations.hasForeign()) {
			noticeOutages(instance.getServiceId());
		}
		this.context.getBeansOfType(AbstractAutoServiceRegistration.class).forEach(FirstRegistration::start);
	}

	private void noticeOutages(String service) {
		this.context.getBeanProvider(InstanceWatcher.class)
			.ifAvailable((watcher) -> watcher.watch(service, (instances) -> {
			}));
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
