// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.test.RegistryCapability;
import dev.sprocket.discovery.test.RegistryHarness;
import dev.sprocket.discovery.test.RegistryNode;

/**
 * Memberships in this JVM, which meet in a directory of their own.
 */
final class EmbeddedHarness implements RegistryHarness {

	private final Map<String, String> properties = new HashMap<>();

	private final List<EmbeddedNode> others = new ArrayList<>();

	EmbeddedHarness(Path directory) {
		this.properties.put("sprocket.discovery.embedded.directory", directory.toString());
		this.properties.put("sprocket.discovery.embedded.heartbeat-timeout", "2s");
	}

	@Override
	public String name() {
		return "embedded";
	}

	@Override
	public Set<RegistryCapability> capabilities() {
		return EnumSet.allOf(RegistryCapability.class);
	}

	@Override
	public RegistryNode start() {
		return EmbeddedNode.start(this.properties);
	}

	@Override
	public RegistryNode startWith(List<LocalInstance> instances) {
		EmbeddedNode other = EmbeddedNode.start(this.properties);
		this.others.add(other);
		instances.forEach(other.registry()::register);
		return start();
	}

	@Override
	public void kill(RegistryNode node) {
		EmbeddedNode killed = (EmbeddedNode) node;
		killed.kill();
		this.others.add(killed);
	}

	@Override
	public void cutOff(RegistryNode node) {
		((EmbeddedNode) node).cutOff();
	}

	@Override
	public void reconnect(RegistryNode node) {
		((EmbeddedNode) node).reconnect();
	}

	// Joining is part of this, on a machine that builds other things meanwhile.

	@Override
	public Duration visibleWithin() {
		return Duration.ofSeconds(15);
	}

	@Override
	public Duration goneWithin() {
		return Duration.ofSeconds(3);
	}

	@Override
	public Duration failedWithin() {
		return Duration.ofSeconds(10);
	}

	@Override
	public void close() {
		this.others.forEach(EmbeddedNode::close);
	}

}
