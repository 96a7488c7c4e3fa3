// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.LocalInstance;

/**
 * Where an instance listens, by what is spoken there. The port of an instance that says
 * nothing more is taken for that of its HTTP server.
 */
final class InstancePorts {

	private InstancePorts() {
	}

	static Map<String, Integer> of(ServiceInstance instance) {
		Map<String, String> metadata = InstanceKey.of(instance).metadata();
		String port = String.valueOf(instance.getPort());
		String grpc = metadata.get(LocalInstance.GRPC_PORT);
		String management = metadata.get(LocalInstance.MANAGEMENT_PORT);
		boolean onlyPort = instance.getPort() > 0 && !port.equals(grpc) && !port.equals(management);
		Map<String, Integer> ports = new LinkedHashMap<>();
		put(ports, "http", metadata.getOrDefault(LocalInstance.HTTP_PORT, onlyPort ? port : ""));
		put(ports, "grpc", grpc);
		put(ports, "management", management);
		return ports;
	}

	private static void put(Map<String, Integer> ports, String name, @Nullable String port) {
		if (port != null && port.matches("\\d{1,5}")) {
			ports.put(name, Integer.valueOf(port));
		}
	}

}
