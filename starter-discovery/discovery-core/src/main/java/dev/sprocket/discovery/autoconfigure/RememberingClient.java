// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

	private static final Duration LATELY = Duration.ofMinutes(1);

	private final DiscoveryClient client;

	private final Runnable onRecovery;

	private final Map<String, List<ServiceInstance>> instances = new ConcurrentHashMap<>();

	private final Map<String, Map<InstanceKey, Instant>> firstSeen = new ConcurrentHashMap<>();

	private final Map<String, Instant> failing = new HashMap<>();

	private boolean outage;

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
		return ask(service, () -> {
			List<ServiceInstance> answer = this.client.getInstances(service);
			remember(service, (answer != null) ? answer : List.of());
			return (answer != null) ? answer : List.<ServiceInstance>of();
		}, () -> this.instances.get(service));
	}

	@Override
	public List<String> getServices() {
		return ask(ALL_SERVICES, () -> {
			List<String> answer = this.client.getServices();
			this.services = (answer != null) ? answer : List.of();
			return this.services;
		}, () -> this.services);
	}

	private <T> T ask(String question, Supplier<T> registry, Supplier<@Nullable T> memory) {
		try {
			T answer = registry.get();
			if (!this.state.up()) {
				answered(question, Instant.now());
			}
			return answer;
		}
		catch (RuntimeException ex) {
			failed(question, ex);
			T remembered = memory.get();
			if (remembered == null) {
				throw ex;
			}
			return remembered;
		}
	}

	private synchronized void failed(String question, RuntimeException cause) {
		this.failing.put(question, Instant.now());
		this.outage = true;
		Instant since = this.state.up() ? Instant.now() : this.state.since();
		if (this.state.up()) {
			logger.warn("{}: does not answer, so the instances that are known stay: {}", description(),
					cause.toString());
		}
		this.state = new RegistryState(false, since, cause.toString());
	}

	// One question that is answered again is enough to tell the registry again what it
	// may have lost. It counts as up when nothing that was asked lately fails.

	private synchronized void answered(String question, Instant now) {
		if (this.failing.remove(question) != null && this.outage) {
			this.outage = false;
			this.onRecovery.run();
		}
		this.failing.values().removeIf((failed) -> failed.isBefore(now.minus(LATELY)));
		if (this.failing.isEmpty() && !this.state.up()) {
			this.state = new RegistryState(true, now, null);
			logger.info("{}: answers again", description());
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
