// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * Spring Cloud's composite client, in which a registry that does not answer neither
 * empties the answer nor keeps the others from being asked.
 */
final class LastKnownDiscoveryClient extends CompositeDiscoveryClient {

	private final List<RememberingClient> clients;

	private LastKnownDiscoveryClient(List<RememberingClient> clients) {
		super(new ArrayList<>(clients));
		this.clients = clients;
	}

	static LastKnownDiscoveryClient of(CompositeDiscoveryClient composite, Runnable onRecovery) {
		return new LastKnownDiscoveryClient(composite.getDiscoveryClients()
			.stream()
			.map((client) -> new RememberingClient(client, onRecovery))
			.toList());
	}

	@Override
	public String description() {
		return this.clients.stream().map(DiscoveryClient::description).collect(Collectors.joining(", "));
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		return ask((client) -> client.getInstances(service), true);
	}

	@Override
	public List<String> getServices() {
		return ask(DiscoveryClient::getServices, false).stream().distinct().toList();
	}

	private <T> List<T> ask(Function<DiscoveryClient, List<T>> question, boolean firstAnswerIsEnough) {
		List<T> answers = new ArrayList<>();
		RuntimeException failure = null;
		for (RememberingClient client : this.clients) {
			try {
				answers.addAll(question.apply(client));
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
			if (firstAnswerIsEnough && !answers.isEmpty()) {
				return answers;
			}
		}
		if (failure != null && answers.isEmpty()) {
			throw failure;
		}
		return answers;
	}

	@Nullable Instant firstSeen(ServiceInstance instance) {
		return this.clients.stream()
			.map((client) -> client.firstSeen(instance))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	List<RememberingClient> clients() {
		return this.clients;
	}

}
