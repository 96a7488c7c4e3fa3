// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

/**
 * What not every source of instances can do.
 */
public enum RegistryCapability {

	/** Instances register and deregister themselves while it runs. */
	REGISTRATION,

	/** An instance whose process was killed goes by itself. */
	CRASH_DETECTION,

	/** Changes are pushed by an {@link dev.sprocket.discovery.spi.InstanceWatcher}. */
	WATCH,

	/** Nodes can be cut off from each other and find together again. */
	PARTITION

}
