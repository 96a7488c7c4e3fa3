// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * A registry in memory that fails when the test says so.
 */
final class Registry implements DiscoveryClient, InstanceWatcher {

	private final Set<Consumer<List<ServiceInstance>>> listeners = ConcurrentHashMap.newKeySet();

	private final AtomicInteger lookups = new AtomicInteger();

	private volatile List<ServiceInstance> instances = List.of();

	private volatile boolean down;

	void hold(Backend... backends) {
		this.instances = instances(backends);
	}

	void push(Backend... backends) {
		hold(backends);
		this.listeners.forEach((listener) -> listener.accept(this.instances));
	}

	private static List<ServiceInstance> instances(Backend... backends) {
		return Stream.of(backends).map((backend) -> instance(8080, Map.of("gRPC_port", port(backend)))).toList();
	}

	static ServiceInstance instance(int port, Map<String, String> metadata) {
		return new DefaultServiceInstance("speaker-1", "speaker", "127.0.0.1", port, false, metadata);
	}

	static String port(Backend backend) {
		return String.valueOf(backend.address().getPort());
	}

	void goesDown() {
		this.down = true;
	}

	void comesBack() {
		this.down = false;
	}

	int lookups() {
		return this.lookups.get();
	}

	int watches() {
		return this.listeners.size();
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		this.lookups.incrementAndGet();
		if (this.down) {
			throw new IllegalStateException("Connection refused");
		}
		return "speaker".equals(service) ? this.instances : List.of();
	}

	@Override
	public List<String> getServices() {
		return List.of("speaker");
	}

	@Override
	public String description() {
		return "in memory";
	}

	@Override
	public Watch watch(String service, Consumer<List<ServiceInstance>> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
