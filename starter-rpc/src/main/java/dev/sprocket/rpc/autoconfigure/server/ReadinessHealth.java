// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.List;
import java.util.function.Supplier;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

/**
 * Says over {@code grpc.health.v1} what readiness says, at the moment it changes: for the
 * server, whose name is empty, and for each service.
 */
final class ReadinessHealth
		implements SmartInitializingSingleton, ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private final HealthStatusManager health;

	private final Supplier<List<String>> services;

	ReadinessHealth(HealthStatusManager health, Supplier<List<String>> services) {
		this.health = health;
		this.services = services;
	}

	@Override
	public void afterSingletonsInstantiated() {
		set(ServingStatus.NOT_SERVING);
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		boolean ready = event.getState() == ReadinessState.ACCEPTING_TRAFFIC;
		set(ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
	}

	private void set(ServingStatus status) {
		this.health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
		this.services.get().forEach((service) -> this.health.setStatus(service, status));
	}

}
