// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

	private @Nullable Set<InstanceKey> told;

	void follow(InstanceWatcher.Watch push) {
		this.pushes.add(push);
	}

	void add(Consumer<List<ServiceInstance>> listener) {
		this.listeners.add(listener);
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
		Set<InstanceKey> now = InstanceKey.of(instances);
		if (now.equals(this.told)) {
			return;
		}
		this.told = now;
		for (Consumer<List<ServiceInstance>> listener : this.listeners) {
			try {
				listener.accept(instances);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener for changes of instances failed", ex);
			}
		}
	}

}
