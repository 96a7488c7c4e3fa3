// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.Endpoint;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * The balancer of one service's HTTP clients. What is known of an instance stays for as
 * long as the instance is listed.
 */
final class HttpBalancer {

	private final Balancer<ServiceInstance> balancer;

	private volatile Map<Address, Endpoint<ServiceInstance>> endpoints = Map.of();

	HttpBalancer(String name, BalancerSettings settings) {
		this.balancer = new Balancer<>(name, settings);
	}

	/**
	 * Choose the instance of a call.
	 * @param instances those that may be called now
	 * @return the instance, or {@code null} if there is none
	 */
	@Nullable PickedInstance pick(List<ServiceInstance> instances) {
		Map<Address, ServiceInstance> listed = new LinkedHashMap<>();
		instances.forEach((instance) -> listed.put(Address.of(instance), instance));
		if (!listed.keySet().equals(this.endpoints.keySet())) {
			replace(listed);
		}
		Endpoint<ServiceInstance> picked = this.balancer.pick();
		return (picked != null) ? PickedInstance.of(picked) : null;
	}

	private synchronized void replace(Map<Address, ServiceInstance> listed) {
		Map<Address, Endpoint<ServiceInstance>> before = this.endpoints;
		Map<Address, Endpoint<ServiceInstance>> after = new LinkedHashMap<>();
		listed.forEach((address, instance) -> {
			Endpoint<ServiceInstance> known = before.get(address);
			after.put(address, (known != null) ? known : this.balancer.endpoint(address.toString(), instance));
		});
		this.endpoints = after;
		this.balancer.candidates(after.values());
	}

	boolean isAnyReachable() {
		return this.balancer.isAnyReachable();
	}

	List<EndpointSnapshot> snapshot() {
		return this.balancer.snapshot();
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
