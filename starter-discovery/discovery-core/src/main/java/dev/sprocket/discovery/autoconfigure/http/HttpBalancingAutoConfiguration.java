// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;

import dev.sprocket.discovery.autoconfigure.BalancingProperties;
import dev.sprocket.discovery.autoconfigure.LookupAutoConfiguration;

/**
 * Auto-configuration of HTTP clients whose builders are {@code @LoadBalanced}.
 */
@AutoConfiguration(after = LookupAutoConfiguration.class, before = LoadBalancerAutoConfiguration.class)
@ConditionalOnClass(ReactorServiceInstanceLoadBalancer.class)
@ConditionalOnBooleanProperty("sprocket.discovery.balancing.enabled")
@ConditionalOnProperty(name = "sprocket.discovery.balancing.policy", havingValue = "p2c_ewma", matchIfMissing = true)
@EnableConfigurationProperties(BalancingProperties.class)
@LoadBalancerClients(defaultConfiguration = BalancedHttpConfiguration.class)
public final class HttpBalancingAutoConfiguration {

	@Bean
	HttpBalancers httpBalancers(BalancingProperties properties) {
		return new HttpBalancers(properties.settings());
	}

	@Bean
	@ConditionalOnMissingBean
	LoadBalancerClient connectingClient(LoadBalancerClientFactory factory, HttpBalancers balancers) {
		return new ConnectingClient(factory, balancers);
	}

}
