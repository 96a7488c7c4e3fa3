// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * Replaces the composite client, which everybody is injected with, by one that remembers.
 * A registry of another project that was out of reach may have lost this instance, so it
 * is told again.
 */
final class CompositeClientPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<Registrations> registrations;

	CompositeClientPostProcessor(ObjectProvider<Registrations> registrations) {
		this.registrations = registrations;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() != CompositeDiscoveryClient.class) {
			return bean;
		}
		return LastKnownDiscoveryClient.of((CompositeDiscoveryClient) bean,
				() -> this.registrations.ifAvailable(Registrations::renewForeign));
	}

}
