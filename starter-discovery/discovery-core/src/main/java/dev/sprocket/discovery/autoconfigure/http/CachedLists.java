// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.List;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Spring Cloud LoadBalancer keeps the list of a service's instances for half a minute; a
 * change ends that at once, and the balancer forgets who has left.
 */
final class CachedLists implements DisposableBean {

	private final String service;

	private final HttpBalancer balancer;

	private final ObjectProvider<LoadBalancerCacheManager> caches;

	private final InstanceWatcher.Watch watch;

	CachedLists(String service, HttpBalancer balancer, InstanceWatcher watcher,
			ObjectProvider<LoadBalancerCacheManager> caches) {
		this.service = service;
		this.balancer = balancer;
		this.caches = caches;
		this.watch = watcher.watch(service, this::forget);
	}

	private void forget(List<ServiceInstance> changed) {
		LoadBalancerCacheManager manager = this.caches.getIfAvailable();
		Cache lists = (manager != null)
				? manager.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME) : null;
		if (lists != null) {
			lists.evict(this.service);
		}
		this.balancer.retain(changed);
	}

	@Override
	public void destroy() {
		this.watch.close();
	}

}
