// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

/**
 * What makes two answers about an instance the same; not every registry's own type of
 * instances says so itself.
 *
 * @param id the instance's id, if the registry has ids
 * @param host where it runs
 * @param port where it listens
 * @param metadata what else is said of it
 */
record InstanceKey(@Nullable String id, String host, int port, Map<String, String> metadata) {

	static InstanceKey of(ServiceInstance instance) {
		return new InstanceKey(instance.getInstanceId(), instance.getHost(), instance.getPort(),
				Objects.requireNonNullElse(instance.getMetadata(), Map.of()));
	}

	static Set<InstanceKey> of(List<ServiceInstance> instances) {
		return instances.stream().map(InstanceKey::of).collect(Collectors.toSet());
	}

}
