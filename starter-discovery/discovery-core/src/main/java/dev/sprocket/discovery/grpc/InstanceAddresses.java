// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.grpc.EquivalentAddressGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.LocalInstance;

/**
 * Where the instances of a service answer gRPC: at the port that their metadata names, or
 * at their only port.
 */
final class InstanceAddresses {

	private static final Logger logger = LoggerFactory.getLogger(InstanceAddresses.class);

	private static final List<String> KEYS = List.of(LocalInstance.GRPC_PORT, "grpc");

	private InstanceAddresses() {
	}

	static List<EquivalentAddressGroup> of(List<ServiceInstance> instances) {
		return instances.stream()
			.map(InstanceAddresses::address)
			.filter(Objects::nonNull)
			.distinct()
			.map(EquivalentAddressGroup::new)
			.toList();
	}

	private static @Nullable InetSocketAddress address(ServiceInstance instance) {
		String port = port(instance);
		if (!port.matches("\\d{1,5}") || Integer.parseInt(port) == 0 || Integer.parseInt(port) > 65535) {
			logger.warn("{}: the instance at {} is left out: its gRPC port is {}; set {} in its metadata",
					instance.getServiceId(), instance.getHost(), port, KEYS.get(0));
			return null;
		}
		InetSocketAddress address = new InetSocketAddress(instance.getHost(), Integer.parseInt(port));
		if (address.isUnresolved()) {
			logger.warn("{}: the instance at {} is left out: its host name is unknown here", instance.getServiceId(),
					instance.getHost());
			return null;
		}
		return address;
	}

	private static String port(ServiceInstance instance) {
		Map<String, String> metadata = Objects.requireNonNullElse(instance.getMetadata(), Map.of());
		return KEYS.stream()
			.filter(metadata::containsKey)
			.map(metadata::get)
			.findFirst()
			.orElseGet(() -> String.valueOf(instance.getPort()));
	}

}
