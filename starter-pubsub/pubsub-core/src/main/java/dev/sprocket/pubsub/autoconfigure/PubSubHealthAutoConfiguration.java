// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.spi.Backend;

/**
 * Auto-configuration of the health of pub/sub. A store that belongs to this instance
 * alone also makes it unready while it cannot be written to: {@code pubsubStore} joins
 * the readiness group, whatever else that group holds, unless it is excluded there.
 */
@AutoConfiguration(after = PubSubAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration",
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(Backends.class)
public final class PubSubHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("pubsub")
	HealthIndicator pubsubHealthIndicator(Backends backends, Outboxes outboxes, PubSub pubSub) {
		return new PubSubHealthIndicator(backends, (backend) -> true, outboxes.relaying(), pubSub::subscriptions);
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("pubsub")
	HealthIndicator pubsubStoreHealthIndicator(Backends backends) {
		return new PubSubHealthIndicator(backends, Backend::isLocal, Map.of(), List::of);
	}

	/**
	 * The readiness group, where there are groups.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpointGroupsPostProcessor.class)
	static class ReadinessConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("pubsub")
		static HealthEndpointGroupsPostProcessor pubSubReadiness(Environment environment) {
			return new PubSubReadiness(environment);
		}

	}

}
