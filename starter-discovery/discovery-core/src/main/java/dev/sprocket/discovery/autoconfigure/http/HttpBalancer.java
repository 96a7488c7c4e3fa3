// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.Endpoint;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * The balancer of one service's HTTP clients. A call may be for some of the instances
 * only, such as those of a zone or the one of a session; what is known of the others
 * stays until they have left, or no call was for them for a minute.
 */
final class HttpBalancer {

	private static final long UNLISTED_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Balancer<ServiceInstance> balancer;

	private volatile Map<Address, Endpoint<ServiceInstance>> endpoints = Map.of();

	private volatile Map<Address, Long> unlistedSince = Map.of();

	HttpBalancer(String name, BalancerSettings settings) {
		this.balancer = new Balancer<>(name, settings);
	}

	/**
	 * Choose the instance of a call.
	 * @param instances those that may be called now
	 * @return the instance, or {@code null} if there is none
	 */
	@Nullable PickedInstance pick(List<ServiceInstance> instances) {
		Map<Address, ServiceInstance> listed = byAddress(instances);
		if (!listed.keySet().equals(this.endpoints.keySet())) {
			return picked(this.balancer.pick(among(listed)));
		}
		if (!this.unlistedSince.isEmpty()) {
			this.unlistedSince = Map.of();
		}
		return picked(this.balancer.pick());
	}

	private static @Nullable PickedInstance picked(@Nullable Endpoint<ServiceInstance> endpoint) {
		return (endpoint != null) ? PickedInstance.of(endpoint) : null;
	}

	private synchronized List<Endpoint<ServiceInstance>> among(Map<Address, ServiceInstance> listed) {
		long now = System.nanoTime();
		Map<Address, Endpoint<ServiceInstance>> all = new LinkedHashMap<>(this.endpoints);
		Map<Address, Long> unlisted = new HashMap<>();
		all.keySet()
			.stream()
			.filter((address) -> !listed.containsKey(address))
			.forEach((address) -> unlisted.put(address, this.unlistedSince.getOrDefault(address, now)));
		unlisted.values().removeIf((since) -> now - since > UNLISTED_NANOS);
		all.keySet().removeIf((address) -> !listed.containsKey(address) && !unlisted.containsKey(address));
		listed.forEach((address, instance) -> all.computeIfAbsent(address,
				(added) -> this.balancer.endpoint(added.toString(), instance)));
		this.unlistedSince = Map.copyOf(unlisted);
		replace(all);
		return listed.keySet().stream().map(all::get).toList();
	}

	/**
	 * Forget instances that have left.
	 * @param instances those that are there
	 */
	synchronized void retain(List<ServiceInstance> instances) {
		Map<Address, Endpoint<ServiceInstance>> left = new LinkedHashMap<>(this.endpoints);
		left.keySet().retainAll(byAddress(instances).keySet());
		replace(left);
	}

	private void replace(Map<Address, Endpoint<ServiceInstance>> after) {
		if (!after.keySet().equals(this.endpoints.keySet())) {
			this.endpoints = after;
			this.balancer.candidates(after.values());
		}
	}

	/**
	 * Return how many instances are known.
	 * @return the number, 0 before the first call
	 */
	int size() {
		return this.endpoints.size();
	}

	List<EndpointSnapshot> snapshot() {
		return this.balancer.snapshot();
	}

	private static Map<Address, ServiceInstance> byAddress(List<ServiceInstance> instances) {
		Map<Address, ServiceInstance> byAddress = new LinkedHashMap<>();
		instances.forEach((instance) -> byAddress.put(Address.of(instance), instance));
		return byAddress;
	}

	/**
	 * Where an instance answers. After a restart it is another one.
	 *
	 * @param id its id, if the registry has ids
	 * @param host its host
	 * @param port its port
	 */
	private record Address(@Nullable String id, String host, int port) {

		static Address of(ServiceInstance instance) {
			return new Address(instance.getInstanceId(), instance.getHost(), instance.getPort());
		}

		@Override
		public String toString() {
			return this.host + ":" + this.port;
		}

	}

}
