// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import dev.sprocket.discovery.autoconfigure.BalancingProperties;
import dev.sprocket.discovery.autoconfigure.LookupAutoConfiguration;

/**
 * Auto-configuration of HTTP clients whose builders are {@code @LoadBalanced}.
 */
@AutoConfiguration(after = LookupAutoConfiguration.class, before = LoadBalancerAutoConfiguration.class)
@ConditionalOnClass(ReactorServiceInstanceLoadBalancer.class)
@ConditionalOnBooleanProperty("sprocket.discovery.balancing.enabled")
@ConditionalOnBooleanProperty(name = "spring.cloud.loadbalancer.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "sprocket.discovery.balancing.policy", havingValue = "p2c_ewma", matchIfMissing = true)
@EnableConfigurationProperties(BalancingProperties.class)
@LoadBalancerClients(defaultConfiguration = BalancedHttpConfiguration.class)
public final class HttpBalancingAutoConfiguration {

	@Bean
	HttpBalancers httpBalancers(BalancingProperties properties) {
		return new HttpBalancers(properties.settings());
	}

	/**
	 * For {@code RestClient} and {@code RestTemplate}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestTemplate.class)
	static class BlockingConfiguration {

		@Bean
		@ConditionalOnMissingBean
		LoadBalancerClient connectingClient(LoadBalancerClientFactory factory, HttpBalancers balancers) {
			return new ConnectingClient(factory, balancers);
		}

	}

	/**
	 * For {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnProperty(name = "spring.cloud.loadbalancer.retry.enabled", havingValue = "false",
			matchIfMissing = true)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactorLoadBalancerExchangeFilterFunction cancellableFilter(LoadBalancerClientFactory factory,
				ObjectProvider<LoadBalancerClientRequestTransformer> transformers) {
			return new CancellableFilter(factory, transformers.orderedStream().toList());
		}

	}

}
