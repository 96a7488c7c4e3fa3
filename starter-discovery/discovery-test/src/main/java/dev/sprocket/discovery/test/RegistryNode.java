// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * What one process has of a registry: the beans that its auto-configuration makes.
 */
public interface RegistryNode extends AutoCloseable {

	/**
	 * Return the registry.
	 * @return the bean
	 * @throws UnsupportedOperationException {@link RegistryCapability#REGISTRATION} is
	 * not declared
	 */
	ServiceRegistry<LocalInstance> registry();

	/**
	 * Return the client.
	 * @return the bean
	 */
	DiscoveryClient client();

	/**
	 * Return the watcher.
	 * @return the bean
	 * @throws UnsupportedOperationException {@link RegistryCapability#WATCH} is not
	 * declared
	 */
	InstanceWatcher watcher();

	/**
	 * Stop as a process does that ends in an orderly way.
	 */
	@Override
	void close();

}
