// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Refuses to make the embedded backend on Kubernetes unless it was chosen by name: a pod
 * loses its disk, and replicas would not share messages.
 *
 * @param delegate the factory
 * @param environment the environment
 */
record NamedOnKubernetes(BackendFactory delegate, Environment environment) implements BackendFactory {

	private static final String BACKEND = "sprocket.pubsub.backend";

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public String artifact() {
		return this.delegate.artifact();
	}

	@Override
	public Selection selection() {
		return this.delegate.selection();
	}

	@Override
	public Backend create() {
		if (CloudPlatform.KUBERNETES.isActive(this.environment) && !this.environment.containsProperty(BACKEND)) {
			throw new BackendNotNamedException(name());
		}
		return this.delegate.create();
	}

}
