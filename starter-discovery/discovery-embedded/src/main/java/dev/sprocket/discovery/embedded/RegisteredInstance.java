// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * What one instance registered, as it travels.
 *
 * @param instanceId unique within the service
 * @param serviceId the service
 * @param host the host
 * @param port the port
 * @param secure whether the port speaks TLS
 * @param registeredAt since when it accepts traffic, by its own clock
 * @param metadata what else it says about itself
 */
record RegisteredInstance(String instanceId, String serviceId, String host, int port, boolean secure,
		Instant registeredAt, Map<String, String> metadata) {

	/** Metadata that is added: since when the instance accepts traffic. */
	static final String REGISTERED_AT = "registered-at";

	static RegisteredInstance of(ServiceInstance instance, Instant registeredAt) {
		return new RegisteredInstance(Objects.requireNonNull(instance.getInstanceId(), "An instance needs an id"),
				instance.getServiceId(), instance.getHost(), instance.getPort(), instance.isSecure(),
				registeredAt.truncatedTo(ChronoUnit.MILLIS), Map.copyOf(instance.getMetadata()));
	}

	RegisteredInstance since(Instant registeredAt) {
		return new RegisteredInstance(this.instanceId, this.serviceId, this.host, this.port, this.secure, registeredAt,
				this.metadata);
	}

	ServiceInstance toServiceInstance() {
		Map<String, String> all = new LinkedHashMap<>(this.metadata);
		all.put(REGISTERED_AT, this.registeredAt.toString());
		return new DefaultServiceInstance(this.instanceId, this.serviceId, this.host, this.port, this.secure,
				Map.copyOf(all));
	}

}
