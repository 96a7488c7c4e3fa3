// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.cloud.client.ServiceInstance;

/**
 * All instances by service; a value that never changes.
 *
 * @param services the instances of each service, by instance id
 */
record Instances(Map<String, List<ServiceInstance>> services) {

	static final Instances EMPTY = new Instances(Map.of());

	/**
	 * Order instances by service. Of two with the same id the one that registered last
	 * counts: the other is of a process that is about to be found dead.
	 * @param instances the instances
	 * @return the instances
	 */
	static Instances of(Stream<RegisteredInstance> instances) {
		Map<String, Map<String, RegisteredInstance>> latest = instances
			.collect(Collectors.groupingBy(RegisteredInstance::serviceId, TreeMap::new, Collectors
				.toMap(RegisteredInstance::instanceId, (instance) -> instance, Instances::later, TreeMap::new)));
		Map<String, List<ServiceInstance>> services = new TreeMap<>();
		latest.forEach((service, byId) -> services.put(service,
				byId.values().stream().map(RegisteredInstance::toServiceInstance).toList()));
		return new Instances(services);
	}

	private static RegisteredInstance later(RegisteredInstance one, RegisteredInstance other) {
		return one.registeredAt().isAfter(other.registeredAt()) ? one : other;
	}

	List<ServiceInstance> of(String service) {
		return this.services.getOrDefault(service, List.of());
	}

}
