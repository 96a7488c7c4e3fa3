// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * The balancer of one channel: a connection to each address, and the connected ones as
 * candidates. Runs in the channel's synchronization context, except for the picks.
 */
final class EwmaLoadBalancer extends LoadBalancer {

	/**
	 * The settings of whoever resolved the addresses, for channels whose service config
	 * has none.
	 */
	static final Attributes.Key<BalancerSettings> SETTINGS = Attributes.Key
		.create("dev.sprocket.discovery.balance.settings");

	private final Helper helper;

	private final Consumer<EwmaLoadBalancer> onShutdown;

	private final Balancer<Connection> balancer;

	private final SubchannelPicker picker;

	private Map<Set<SocketAddress>, Connection> connections = Map.of();

	private Status failure = Status.UNAVAILABLE.withDescription("No address has been resolved yet");

	EwmaLoadBalancer(Helper helper, LongSupplier clock, Supplier<? extends RandomGenerator> random,
			Consumer<EwmaLoadBalancer> onShutdown) {
		this.helper = helper;
		this.onShutdown = onShutdown;
		this.balancer = new Balancer<>(helper.getChannelTarget(), BalancerSettings.DEFAULTS, clock, random);
		this.picker = new ConnectionPicker(this.balancer);
	}

	@Override
	public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
		if (resolved.getAddresses().isEmpty()) {
			Status empty = Status.UNAVAILABLE
				.withDescription("The resolver gave no address for " + this.helper.getChannelTarget());
			handleNameResolutionError(empty);
			return empty;
		}
		this.balancer.tune(settings(resolved));
		replaceConnections(resolved.getAddresses());
		update();
		return Status.OK;
	}

	private static BalancerSettings settings(ResolvedAddresses resolved) {
		if (resolved.getLoadBalancingPolicyConfig() instanceof BalancerSettings config) {
			return config;
		}
		return Objects.requireNonNullElse(resolved.getAttributes().get(SETTINGS), BalancerSettings.DEFAULTS);
	}

	private void replaceConnections(Collection<EquivalentAddressGroup> addresses) {
		Map<Set<SocketAddress>, Connection> before = this.connections;
		Map<Set<SocketAddress>, Connection> after = new LinkedHashMap<>();
		for (EquivalentAddressGroup group : addresses) {
			after.computeIfAbsent(Set.copyOf(group.getAddresses()), (key) -> {
				Connection known = before.get(key);
				return (known != null) ? known.renewed(group)
						: new Connection(this.helper, this.balancer, group, this::changed);
			});
		}
		this.connections = after;
		before.forEach((key, connection) -> {
			if (!after.containsKey(key)) {
				connection.shutdown();
			}
		});
		after.values().forEach(Connection::start);
	}

	/**
	 * Go on with the addresses that are known, as {@code round_robin} does when a name
	 * fails or has lost its last address; without any, calls fail with the error.
	 */
	@Override
	public void handleNameResolutionError(Status error) {
		if (this.connections.isEmpty()) {
			this.failure = error;
			update();
		}
	}

	private void changed(Status error) {
		if (!error.isOk()) {
			this.failure = error;
		}
		update();
	}

	/**
	 * The channel's state as {@code round_robin} has it: ready if one connection is, else
	 * connecting if one is, else failed.
	 */
	private void update() {
		Collection<Connection> all = this.connections.values();
		List<Connection> ready = all.stream().filter(Connection::isReady).toList();
		this.balancer.candidates(ready.stream().map(Connection::endpoint).toList());
		if (!ready.isEmpty()) {
			this.helper.updateBalancingState(ConnectivityState.READY, this.picker);
		}
		else if (all.stream().anyMatch(Connection::isPending)) {
			this.helper.updateBalancingState(ConnectivityState.CONNECTING,
					new FixedResultPicker(PickResult.withNoResult()));
		}
		else {
			this.helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE,
					new FixedResultPicker(PickResult.withError(this.failure)));
		}
	}

	@Override
	public void requestConnection() {
		this.connections.values().forEach(Connection::connect);
	}

	@Override
	public void shutdown() {
		this.connections.values().forEach(Connection::shutdown);
		this.connections = Map.of();
		this.onShutdown.accept(this);
	}

	String target() {
		return this.helper.getChannelTarget();
	}

	List<EndpointSnapshot> snapshot() {
		return this.balancer.snapshot();
	}

}
