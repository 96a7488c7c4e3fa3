// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * A registry that knows what the test says of the service {@code payments}.
 */
public final class Directory implements DiscoveryClient, InstanceWatcher {

	volatile List<ServiceInstance> instances = List.of();

	volatile boolean down;

	volatile int lookups;

	volatile Consumer<List<ServiceInstance>> listener;

	@Override
	public String description() {
		return "Directory";
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		return answer("payments".equals(service) ? this.instances : List.of());
	}

	@Override
	public List<String> getServices() {
		return answer(List.of("payments"));
	}

	private synchronized <T> T answer(T answer) {
		this.lookups++;
		if (this.down) {
			throw new IllegalStateException("connection refused");
		}
		return answer;
	}

	@Override
	public Watch watch(String service, Consumer<List<ServiceInstance>> told) {
		this.listener = told;
		return () -> this.listener = null;
	}

}
