// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * Shows what this instance registered, whom it sees, and how it spreads its calls.
 */
@Endpoint(id = "discovery")
final class DiscoveryEndpoint {

	private final @Nullable Registrations registrations;

	private final DiscoveryClient client;

	private final List<BalancingView> balancing;

	DiscoveryEndpoint(@Nullable Registrations registrations, DiscoveryClient client, List<BalancingView> balancing) {
		this.registrations = registrations;
		this.client = client;
		this.balancing = balancing;
	}

	@ReadOperation
	DiscoveryDescriptor discovery() {
		return new DiscoveryDescriptor(registered(), instances(), registries(), balancing());
	}

	private List<RegisteredDescriptor> registered() {
		if (this.registrations == null) {
			return List.of();
		}
		return this.registrations.gates()
			.stream()
			.flatMap(
					(gate) -> gate.registrations().stream().map((entry) -> RegisteredDescriptor.of(gate.name(), entry)))
			.toList();
	}

	private List<InstanceDescriptor> instances() {
		return answer(this.client::getServices).stream()
			.flatMap((service) -> answer(() -> this.client.getInstances(service)).stream())
			.map((instance) -> InstanceDescriptor.of(instance, age(instance)))
			.toList();
	}

	private static <T> List<T> answer(Supplier<List<T>> registry) {
		try {
			return registry.get();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private @Nullable Duration age(ServiceInstance instance) {
		Instant since = (this.client instanceof LastKnownDiscoveryClient known) ? known.firstSeen(instance) : null;
		return (since != null) ? Duration.between(since, Instant.now()) : null;
	}

	private List<RegistryDescriptor> registries() {
		return (this.client instanceof LastKnownDiscoveryClient known)
				? known.clients().stream().map(RegistryDescriptor::of).toList() : List.of();
	}

	private List<BalancingDescriptor> balancing() {
		return this.balancing.stream()
			.flatMap((view) -> view.snapshot().entrySet().stream())
			.flatMap((target) -> descriptors(target.getKey(), target.getValue()))
			.toList();
	}

	private static Stream<BalancingDescriptor> descriptors(String target, List<EndpointSnapshot> endpoints) {
		return endpoints.stream().map((endpoint) -> BalancingDescriptor.of(target, endpoint));
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param registered what this instance registers, at each registry
	 * @param instances whom it sees
	 * @param registries whether those that are asked answer
	 * @param balancing how its calls are spread
	 */
	record DiscoveryDescriptor(List<RegisteredDescriptor> registered, List<InstanceDescriptor> instances,
			List<RegistryDescriptor> registries, List<BalancingDescriptor> balancing) {

	}

	/**
	 * A registration of this instance.
	 *
	 * @param registry the bean that registers
	 * @param state whether the registry has it: present, absent, or unknown after a
	 * failure
	 * @param since since when
	 * @param error what the last try ended with
	 * @param service the service
	 * @param instanceId the id
	 * @param host where it runs
	 * @param ports where it listens
	 * @param version the version of the service
	 * @param zone where it runs
	 */
	record RegisteredDescriptor(String registry, GatedRegistration.Presence state, Instant since,
			@Nullable String error, String service, @Nullable String instanceId, String host,
			Map<String, Integer> ports, @Nullable String version, @Nullable String zone) {

		static RegisteredDescriptor of(String registry, GatedRegistration<?> entry) {
			InstanceDescriptor instance = InstanceDescriptor.of(entry.registration(), null);
			return new RegisteredDescriptor(registry, entry.presence(), entry.since(), entry.error(),
					instance.service(), instance.instanceId(), instance.host(), instance.ports(), instance.version(),
					instance.zone());
		}

	}

	/**
	 * An instance that this one sees.
	 *
	 * @param service its service
	 * @param instanceId its id
	 * @param host where it runs
	 * @param ports where it listens
	 * @param age for how long this instance has known it
	 * @param version the version of the service
	 * @param zone where it runs
	 */
	record InstanceDescriptor(String service, @Nullable String instanceId, String host, Map<String, Integer> ports,
			@Nullable Duration age, @Nullable String version, @Nullable String zone) {

		static InstanceDescriptor of(ServiceInstance instance, @Nullable Duration age) {
			Map<String, String> metadata = InstanceKey.of(instance).metadata();
			return new InstanceDescriptor(instance.getServiceId(), instance.getInstanceId(), instance.getHost(),
					InstancePorts.of(instance), age, metadata.get(LocalInstance.VERSION),
					metadata.get(LocalInstance.ZONE));
		}

	}

	/**
	 * A registry that is asked.
	 *
	 * @param registry its description
	 * @param up whether it answers
	 * @param since since when
	 * @param error what the last failed lookup ended with
	 */
	record RegistryDescriptor(String registry, boolean up, Instant since, @Nullable String error) {

		static RegistryDescriptor of(RememberingClient client) {
			RegistryState state = client.state();
			return new RegistryDescriptor(client.description(), state.up(), state.since(), state.error());
		}

	}

	/**
	 * An endpoint that calls go to.
	 *
	 * @param target what is called
	 * @param endpoint where
	 * @param picks how many calls went there
	 * @param inFlight how many of them have not ended
	 * @param latency what is expected of it
	 * @param ejectedFor how long it stays ejected
	 * @param ejectedBecause why
	 * @param ejections how many ejections in a row there were
	 */
	record BalancingDescriptor(String target, String endpoint, long picks, int inFlight, @Nullable Duration latency,
			@Nullable Duration ejectedFor, @Nullable String ejectedBecause, int ejections) {

		static BalancingDescriptor of(String target, EndpointSnapshot endpoint) {
			return new BalancingDescriptor(target, endpoint.name(), endpoint.picks(), endpoint.inFlight(),
					endpoint.latency(), endpoint.ejectedFor(), endpoint.ejectedBecause(), endpoint.ejections());
		}

	}

}
