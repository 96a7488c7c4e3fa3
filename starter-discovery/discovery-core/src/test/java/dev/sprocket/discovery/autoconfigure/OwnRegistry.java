// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import dev.sprocket.discovery.LocalInstance;

/**
 * A registry as those of this project are, which can be down.
 */
final class OwnRegistry implements ServiceRegistry<LocalInstance> {

	final List<String> calls = new CopyOnWriteArrayList<>();

	volatile boolean down;

	volatile LocalInstance registered;

	@Override
	public void register(LocalInstance instance) {
		call("register");
		this.registered = instance;
	}

	@Override
	public void deregister(LocalInstance instance) {
		call("deregister");
		this.registered = null;
	}

	private void call(String name) {
		if (this.down) {
			this.calls.add(name + " failed");
			throw new IllegalStateException("connection refused");
		}
		this.calls.add(name);
	}

	@Override
	public void close() {
		this.calls.add("close");
	}

	@Override
	public void setStatus(LocalInstance instance, String status) {
		this.calls.add(status);
	}

	@Override
	public <T> T getStatus(LocalInstance instance) {
		return null;
	}

}
