// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import dev.sprocket.discovery.LocalInstance;

/**
 * Registers at the membership.
 */
final class EmbeddedServiceRegistry implements ServiceRegistry<LocalInstance> {

	private static final String UP = "UP";

	private static final String OUT_OF_SERVICE = "OUT_OF_SERVICE";

	private final Membership membership;

	EmbeddedServiceRegistry(Membership membership) {
		this.membership = membership;
	}

	@Override
	public void register(@Nullable LocalInstance instance) {
		this.membership.register(Objects.requireNonNull(instance));
	}

	@Override
	public void deregister(@Nullable LocalInstance instance) {
		this.membership.deregister(Objects.requireNonNull(instance));
	}

	@Override
	public void setStatus(LocalInstance instance, String status) {
		if (status.equalsIgnoreCase(UP)) {
			register(instance);
		}
		else {
			deregister(instance);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> T getStatus(LocalInstance instance) {
		return (T) (this.membership.isRegistered(instance) ? UP : OUT_OF_SERVICE);
	}

	@Override
	public void close() {
		// the membership is a bean of its own
	}

}
