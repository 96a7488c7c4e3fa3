// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Auto-configuration of lookups that survive outages of registries, and of one
 * {@link InstanceWatcher} over all of them.
 */
@AutoConfiguration(
		after = { CompositeDiscoveryClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class })
@ConditionalOnBean(DiscoveryClient.class)
@EnableConfigurationProperties(LookupProperties.class)
public final class LookupAutoConfiguration {

	@Bean
	@Primary
	WatchedServices watchedServices(DiscoveryClient client, ObjectProvider<InstanceWatcher> registries,
			LookupProperties properties) {
		return new WatchedServices(client, registries::orderedStream, properties.poll());
	}

	/**
	 * The client that remembers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("sprocket.discovery.lookup.stale-on-error.enabled")
	static class StaleOnErrorConfiguration {

		@Bean
		static CompositeClientPostProcessor compositeClientPostProcessor(ObjectProvider<Registrations> registrations) {
			return new CompositeClientPostProcessor(registrations);
		}

	}

}
