// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.spi;

import java.util.List;
import java.util.function.Consumer;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Pushes the changes of a registry, which Spring Cloud's {@code DiscoveryClient} can only
 * be asked for.
 */
public interface InstanceWatcher {

	/**
	 * Begin to tell of a service. The listener gets all instances that can be called, not
	 * the difference; it returns soon, throws nothing and may be called by any thread,
	 * but not by two at once. An outage of the registry is no change: nothing is told
	 * until it is back.
	 * @param service the service's id
	 * @param listener gets the instances after each change
	 * @return ends the watch
	 */
	Watch watch(String service, Consumer<List<ServiceInstance>> listener);

	/**
	 * A watch that has begun.
	 */
	@FunctionalInterface
	interface Watch extends AutoCloseable {

		/**
		 * End the watch; a call that is under way may still come.
		 */
		@Override
		void close();

	}

}
