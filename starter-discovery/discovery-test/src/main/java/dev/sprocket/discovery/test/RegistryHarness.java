// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.sprocket.discovery.LocalInstance;

/**
 * What the conformance suite needs to know about one registry. A harness lives as long as
 * one test, and what its nodes see is not seen by those of another.
 */
public interface RegistryHarness extends AutoCloseable {

	/**
	 * Return how the registry is called in results.
	 * @return a short name
	 */
	String name();

	/**
	 * Return what the registry can do.
	 * @return the capabilities
	 */
	Set<RegistryCapability> capabilities();

	/**
	 * Start a node, as of one more process.
	 * @return a node that the suite closes
	 */
	RegistryNode start();

	/**
	 * Start a node that knows instances: those that another process registered, or, where
	 * instances do not register themselves, those that are configured.
	 * @param instances the instances
	 * @return a node that the suite closes
	 */
	RegistryNode startWith(List<LocalInstance> instances);

	/**
	 * End a node as a killed process ends: without anything that an orderly stop does.
	 * @param node what this harness started
	 */
	default void kill(RegistryNode node) {
		throw new UnsupportedOperationException(name() + " does not declare CRASH_DETECTION");
	}

	/**
	 * Cut a node off from all others.
	 * @param node what this harness started
	 */
	default void cutOff(RegistryNode node) {
		throw new UnsupportedOperationException(name() + " does not declare PARTITION");
	}

	/**
	 * Undo {@link #cutOff}.
	 * @param node what was cut off
	 */
	default void reconnect(RegistryNode node) {
		throw new UnsupportedOperationException(name() + " does not declare PARTITION");
	}

	/**
	 * Return how soon others must see what was registered.
	 * @return 2 s by default
	 */
	default Duration visibleWithin() {
		return Duration.ofSeconds(2);
	}

	/**
	 * Return how soon an instance must be gone for others that deregistered.
	 * @return 1 s by default
	 */
	default Duration goneWithin() {
		return Duration.ofSeconds(1);
	}

	/**
	 * Return how soon an instance must be gone whose process was killed.
	 * @return 5 s by default
	 */
	default Duration failedWithin() {
		return Duration.ofSeconds(5);
	}

	/**
	 * Return how soon nodes that were cut off must see each other again.
	 * @return 30 s by default
	 */
	default Duration healedWithin() {
		return Duration.ofSeconds(30);
	}

	/**
	 * Release what the nodes shared. All of them are closed by then.
	 */
	@Override
	void close();

}
