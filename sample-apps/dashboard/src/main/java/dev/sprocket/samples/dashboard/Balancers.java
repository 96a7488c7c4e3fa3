// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * What the balancers of this process know of the endpoints of webhooks.
 */
@Component
class Balancers {

	private final List<BalancingView> views;

	Balancers(List<BalancingView> views) {
		this.views = views;
	}

	/**
	 * Return the endpoints that are called by HTTP.
	 * @return by host and port
	 */
	Map<String, EndpointSnapshot> http() {
		return endpoints("lb://" + Webhooks.SERVICE);
	}

	/**
	 * Return the endpoints that are called by RPC.
	 * @return by host and port
	 */
	Map<String, EndpointSnapshot> rpc() {
		return endpoints("discovery:///" + Webhooks.SERVICE);
	}

	private Map<String, EndpointSnapshot> endpoints(String target) {
		return this.views.stream()
			.flatMap((view) -> view.snapshot().getOrDefault(target, List.of()).stream())
			.collect(Collectors.toMap(Balancers::address, (endpoint) -> endpoint, (first, second) -> first));
	}

	// A resolved address is written as name/address:port.

	private static String address(EndpointSnapshot endpoint) {
		return endpoint.name().substring(endpoint.name().lastIndexOf('/') + 1);
	}

}
