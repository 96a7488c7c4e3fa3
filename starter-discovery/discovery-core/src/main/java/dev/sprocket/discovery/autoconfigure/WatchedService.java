// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * One service that somebody watches.
 */
final class WatchedService {

	private static final Logger logger = LoggerFactory.getLogger(WatchedService.class);

	private final List<Consumer<List<ServiceInstance>>> listeners = new CopyOnWriteArrayList<>();

	private final List<InstanceWatcher.Watch> pushes = new ArrayList<>();

	private @Nullable List<ServiceInstance> told;

	void follow(InstanceWatcher.Watch push) {
		this.pushes.add(push);
	}

	/**
	 * Add a listener, which is told what the others know already.
	 * @param listener the listener
	 */
	void add(Consumer<List<ServiceInstance>> listener) {
		this.listeners.add(listener);
		if (this.told != null) {
			tell(listener, this.told);
		}
	}

	/**
	 * Remove a listener.
	 * @param listener the listener
	 * @return whether it was the last one
	 */
	boolean remove(Consumer<List<ServiceInstance>> listener) {
		this.listeners.remove(listener);
		return this.listeners.isEmpty();
	}

	void end() {
		this.pushes.forEach(InstanceWatcher.Watch::close);
	}

	void tell(List<ServiceInstance> instances) {
		if (this.told == null || !InstanceKey.of(instances).equals(InstanceKey.of(this.told))) {
			this.told = List.copyOf(instances);
			this.listeners.forEach((listener) -> tell(listener, instances));
		}
	}

	private static void tell(Consumer<List<ServiceInstance>> listener, List<ServiceInstance> instances) {
		try {
			listener.accept(instances);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener for changes of instances failed", ex);
		}
	}

}
