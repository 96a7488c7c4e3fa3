// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;

import dev.sprocket.discovery.balance.BalancingView;

/**
 * Auto-configuration of the endpoint {@code discovery}, where Actuator is present.
 */
@AutoConfiguration(after = { RegistrationAutoConfiguration.class, LookupAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DiscoveryClient.class)
public final class DiscoveryEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint(DiscoveryEndpoint.class)
	DiscoveryEndpoint discoveryEndpoint(ObjectProvider<Registrations> registrations, DiscoveryClient client,
			ObjectProvider<BalancingView> balancing) {
		return new DiscoveryEndpoint(registrations.getIfAvailable(), client, balancing.orderedStream().toList());
	}

}
