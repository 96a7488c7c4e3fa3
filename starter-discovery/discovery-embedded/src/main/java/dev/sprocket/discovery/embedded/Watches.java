// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

/**
 * Those who are told of changes. One thread tells.
 */
final class Watches {

	private static final Logger logger = LoggerFactory.getLogger(Watches.class);

	private final List<ServiceWatch> watches = new CopyOnWriteArrayList<>();

	ServiceWatch add(String service, Consumer<List<ServiceInstance>> listener) {
		ServiceWatch watch = new ServiceWatch(service, listener);
		this.watches.add(watch);
		return watch;
	}

	void remove(ServiceWatch watch) {
		watch.closed = true;
		this.watches.remove(watch);
	}

	void tell(Instances all) {
		this.watches.forEach((watch) -> watch.tell(all));
	}

	/**
	 * One listener.
	 */
	static final class ServiceWatch {

		private final String service;

		private final Consumer<List<ServiceInstance>> listener;

		private volatile boolean closed;

		private @Nullable List<ServiceInstance> told;

		private ServiceWatch(String service, Consumer<List<ServiceInstance>> listener) {
			this.service = service;
			this.listener = listener;
		}

		void tell(Instances all) {
			List<ServiceInstance> instances = all.of(this.service);
			if (this.closed || instances.equals(this.told)) {
				return;
			}
			this.told = instances;
			try {
				this.listener.accept(instances);
			}
			catch (RuntimeException ex) {
				logger.error("{}: a watch failed and goes on", this.service, ex);
			}
		}

	}

}
