// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * The balancers of all services that are called by HTTP.
 */
final class HttpBalancers implements BalancingView {

	static final String SCHEME = "lb";

	private static final String PREFIX = SCHEME + "://";

	private final BalancerSettings settings;

	private final Map<String, HttpBalancer> balancers = new ConcurrentHashMap<>();

	HttpBalancers(BalancerSettings settings) {
		this.settings = settings;
	}

	HttpBalancer of(String service) {
		return this.balancers.computeIfAbsent(service, (name) -> new HttpBalancer(PREFIX + name, this.settings));
	}

	@Override
	public Map<String, List<EndpointSnapshot>> snapshot() {
		return this.balancers.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> PREFIX + entry.getKey(), (entry) -> entry.getValue().snapshot()));
	}

}
