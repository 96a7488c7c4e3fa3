// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Asks one registry and remembers what it said: while it does not answer, that is the
 * answer. Only services with instances are remembered, so that made-up names cost
 * nothing.
 */
final class RememberingClient implements DiscoveryClient {

	private static final Logger logger = LoggerFactory.getLogger(RememberingClient.class);

	private static final String ALL_SERVICES = "";

	private final DiscoveryClient client;

	private final Runnable onRecovery;

	private final Map<String, List<ServiceInstance>> instances = new ConcurrentHashMap<>();

	private final Map<String, Map<InstanceKey, Instant>> firstSeen = new ConcurrentHashMap<>();

	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	private volatile @Nullable List<String> services;

	private volatile RegistryState state = new RegistryState(true, Instant.now(), null);

	RememberingClient(DiscoveryClient client, Runnable onRecovery) {
		this.client = client;
		this.onRecovery = onRecovery;
	}

	@Override
	public String description() {
		return this.client.description();
	}

	@Override
	public int getOrder() {
		return this.client.getOrder();
	}

	@Override
	public void probe() {
		this.client.probe();
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		List<ServiceInstance> answer = ask(service, () -> this.client.getInstances(service),
				this.instances.get(service));
		remember(service, (answer != null) ? answer : List.of());
		return (answer != null) ? answer : List.of();
	}

	@Override
	public List<String> getServices() {
		List<String> answer = ask(ALL_SERVICES, this.client::getServices, this.services);
		this.services = answer;
		return (answer != null) ? answer : List.of();
	}

	private <T> T ask(String question, Supplier<T> registry, @Nullable T remembered) {
		try {
			T answer = registry.get();
			answered(question);
			return answer;
		}
		catch (RuntimeException ex) {
			failed(question, ex);
			if (remembered == null) {
				throw ex;
			}
			return remembered;
		}
	}

	private synchronized void failed(String question, RuntimeException cause) {
		this.failing.add(question);
		Instant since = this.state.up() ? Instant.now() : this.state.since();
		if (this.state.up()) {
			logger.warn("{}: does not answer, so the instances that are known stay: {}", description(),
					cause.toString());
		}
		this.state = new RegistryState(false, since, cause.toString());
	}

	private void answered(String question) {
		if (!this.failing.isEmpty()) {
			recovered(question);
		}
	}

	private synchronized void recovered(String question) {
		if (this.failing.remove(question) && this.failing.isEmpty()) {
			this.state = new RegistryState(true, Instant.now(), null);
			logger.info("{}: answers again", description());
			this.onRecovery.run();
		}
	}

	private void remember(String service, List<ServiceInstance> answer) {
		if (answer.isEmpty()) {
			this.instances.remove(service);
			this.firstSeen.remove(service);
			return;
		}
		this.instances.put(service, List.copyOf(answer));
		this.firstSeen.compute(service, (key, before) -> {
			Map<InstanceKey, Instant> seen = new HashMap<>();
			Instant now = Instant.now();
			answer.forEach((instance) -> seen.put(InstanceKey.of(instance),
					(before != null) ? before.getOrDefault(InstanceKey.of(instance), now) : now));
			return seen;
		});
	}

	/**
	 * Return since when an instance is known here.
	 * @param instance the instance
	 * @return the moment, or {@code null} if another registry knows it
	 */
	@Nullable Instant firstSeen(ServiceInstance instance) {
		return this.firstSeen.getOrDefault(instance.getServiceId(), Map.of()).get(InstanceKey.of(instance));
	}

	RegistryState state() {
		return this.state;
	}

}
