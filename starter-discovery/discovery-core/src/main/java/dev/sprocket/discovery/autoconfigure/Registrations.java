// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * The gates of all registries, opened and shut together.
 */
final class Registrations implements LifecycleParticipant, DisposableBean {

	private final Backoff backoff;

	private final Consumer<Registration> foreignMetadata;

	private final List<RegistrationGate<?>> gates = new CopyOnWriteArrayList<>();

	private final List<RegistrationGate<LocalInstance>> own = new CopyOnWriteArrayList<>();

	Registrations(Backoff backoff, Consumer<Registration> foreignMetadata) {
		this.backoff = backoff;
		this.foreignMetadata = foreignMetadata;
	}

	void addOwn(String name, ServiceRegistry<LocalInstance> registry) {
		RegistrationGate<LocalInstance> gate = new RegistrationGate<>(name, registry, this.backoff, (instance) -> {
		});
		this.own.add(gate);
		this.gates.add(gate);
	}

	<R extends Registration> RegistrationGate<R> addForeign(String name, ServiceRegistry<R> registry) {
		RegistrationGate<R> gate = new RegistrationGate<>(name, registry, this.backoff, this.foreignMetadata);
		this.gates.add(gate);
		return gate;
	}

	void register(LocalInstance instance) {
		this.own.forEach((gate) -> gate.register(instance));
	}

	boolean hasOwn() {
		return !this.own.isEmpty();
	}

	boolean hasForeign() {
		return this.gates.size() > this.own.size();
	}

	void open() {
		this.gates.forEach(RegistrationGate::open);
	}

	void shut() {
		this.gates.forEach(RegistrationGate::shut);
	}

	/**
	 * Register again with the registries of other projects, which may have lost this
	 * instance.
	 */
	void renewForeign() {
		this.gates.stream().filter((gate) -> !this.own.contains(gate)).forEach(RegistrationGate::renew);
	}

	@Override
	public String name() {
		return "discovery";
	}

	@Override
	public void deregister(Deadline deadline) {
		this.gates.forEach(RegistrationGate::seal);
		List<String> silent = this.gates.stream()
			.filter((gate) -> !gate.await(deadline))
			.map(RegistrationGate::name)
			.toList();
		if (!silent.isEmpty()) {
			throw new IllegalStateException(
					"no answer from %s, which may still name this instance".formatted(String.join(", ", silent)));
		}
	}

	List<RegistrationGate<?>> gates() {
		return this.gates;
	}

	@Override
	public void destroy() {
		this.gates.forEach(RegistrationGate::close);
	}

}
