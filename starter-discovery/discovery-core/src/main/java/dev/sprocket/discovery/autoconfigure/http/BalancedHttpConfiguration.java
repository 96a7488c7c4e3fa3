// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * What Spring Cloud LoadBalancer makes for each service, unless a user says otherwise for
 * one of them.
 */
@Configuration(proxyBeanMethods = false)
class BalancedHttpConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ReactorLoadBalancer<ServiceInstance> balancedHttpClient(Environment environment, HttpBalancers balancers,
			LoadBalancerClientFactory factory) {
		String service = LoadBalancerClientFactory.getName(environment);
		return new BalancedHttpClient(balancers.of(service),
				factory.getLazyProvider(service, ServiceInstanceListSupplier.class));
	}

	@Bean
	@ConditionalOnBean(InstanceWatcher.class)
	CachedLists cachedInstanceLists(Environment environment, HttpBalancers balancers, InstanceWatcher watcher,
			ApplicationContext context) {
		String service = LoadBalancerClientFactory.getName(environment);
		return new CachedLists(service, balancers.of(service), watcher,
				context.getBeanProvider(LoadBalancerCacheManager.class));
	}

	@Bean
	CallOutcomes httpCallOutcomes() {
		return new CallOutcomes();
	}

}
