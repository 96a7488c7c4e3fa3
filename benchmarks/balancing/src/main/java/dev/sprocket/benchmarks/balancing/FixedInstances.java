// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.util.List;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * One service, whose instances never change.
 *
 * @param ports where they listen on the loopback interface
 */
record FixedInstances(List<Integer> ports) implements DiscoveryClient {

	static final String SERVICE = "bench";

	@Override
	public String description() {
		return "fixed";
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		return this.ports.stream().map(FixedInstances::instance).toList();
	}

	private static ServiceInstance instance(int port) {
		return new DefaultServiceInstance(SERVICE + port, SERVICE, "127.0.0.1", port, false);
	}

	@Override
	public List<String> getServices() {
		return List.of(SERVICE);
	}

}
