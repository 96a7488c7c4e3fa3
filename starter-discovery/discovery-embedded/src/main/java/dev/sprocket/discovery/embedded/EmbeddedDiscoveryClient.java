// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.core.Ordered;

/**
 * Looks instances up in the membership, after every other registry: beside one, this
 * membership may see a part of the instances only, such as those of this machine.
 */
final class EmbeddedDiscoveryClient implements DiscoveryClient {

	private final Membership membership;

	EmbeddedDiscoveryClient(Membership membership) {
		this.membership = membership;
	}

	@Override
	public String description() {
		return "Sprocket embedded membership";
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		return this.membership.instances().of(serviceId);
	}

	@Override
	public List<String> getServices() {
		return List.copyOf(this.membership.instances().services().keySet());
	}

	@Override
	public void probe() {
		this.membership.instances();
	}

}
