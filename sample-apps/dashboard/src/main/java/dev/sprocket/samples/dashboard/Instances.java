// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.stereotype.Component;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * The instances of webhooks that are registered now, with what the balancers know of
 * each.
 */
@Component
class Instances {

	private final DiscoveryClient registry;

	private final Balancers balancers;

	Instances(DiscoveryClient registry, Balancers balancers) {
		this.registry = registry;
		this.balancers = balancers;
	}

	List<Instance> all() {
		Map<String, EndpointSnapshot> http = this.balancers.http();
		Map<String, EndpointSnapshot> rpc = this.balancers.rpc();
		return this.registry.getInstances(Webhooks.SERVICE)
			.stream()
			.map((instance) -> instance(instance, http, rpc))
			.sorted((one, other) -> one.instanceId().compareTo(other.instanceId()))
			.toList();
	}

	private static Instance instance(ServiceInstance instance, Map<String, EndpointSnapshot> http,
			Map<String, EndpointSnapshot> rpc) {
		Map<String, String> metadata = Objects.requireNonNullElse(instance.getMetadata(), Map.of());
		Map<String, Integer> ports = new LinkedHashMap<>();
		addPort(ports, "http", metadata.get(LocalInstance.HTTP_PORT));
		addPort(ports, "grpc", metadata.get(LocalInstance.GRPC_PORT));
		addPort(ports, "management", metadata.get(LocalInstance.MANAGEMENT_PORT));
		return new Instance(String.valueOf(instance.getInstanceId()), instance.getHost(), ports,
				age(metadata.get("registered-at")), Calls.of(http.get(address(instance, ports.get("http")))),
				Calls.of(rpc.get(address(instance, ports.get("grpc")))));
	}

	private static void addPort(Map<String, Integer> ports, String name, @Nullable String port) {
		if (port != null) {
			ports.put(name, Integer.valueOf(port));
		}
	}

	private static @Nullable Long age(@Nullable String since) {
		return (since != null) ? Duration.between(Instant.parse(since), Instant.now()).toSeconds() : null;
	}

	private static String address(ServiceInstance instance, @Nullable Integer port) {
		return instance.getHost() + ":" + port;
	}

	/**
	 * An instance.
	 *
	 * @param instanceId its id
	 * @param host where it runs
	 * @param ports where it listens, by protocol
	 * @param age for how many seconds it has been registered, or {@code null} if the
	 * registry does not say
	 * @param http requests of this dashboard to it, or {@code null} if there were none
	 * @param rpc calls of this dashboard to it, or {@code null} if there were none
	 */
	record Instance(String instanceId, String host, Map<String, Integer> ports, @Nullable Long age,
			@Nullable Calls http, @Nullable Calls rpc) {

	}

	/**
	 * What a balancer knows of an instance.
	 *
	 * @param picks how many calls went to it
	 * @param inFlight how many have not ended
	 * @param latencyMillis what the next is expected to take, or {@code null} if that is
	 * not known
	 * @param ejectedBecause why it gets no calls now, or {@code null} if it does
	 */
	record Calls(long picks, int inFlight, @Nullable Double latencyMillis, @Nullable String ejectedBecause) {

		static @Nullable Calls of(@Nullable EndpointSnapshot endpoint) {
			return (endpoint != null) ? new Calls(endpoint.picks(), endpoint.inFlight(), millis(endpoint.latency()),
					endpoint.ejectedBecause()) : null;
		}

		private static @Nullable Double millis(@Nullable Duration latency) {
			return (latency != null) ? latency.toNanos() / 1e6 : null;
		}

	}

}
