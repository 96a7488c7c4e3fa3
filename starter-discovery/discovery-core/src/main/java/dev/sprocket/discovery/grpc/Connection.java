// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.List;
import java.util.function.Consumer;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * The connection to one address, kept up for as long as the address is resolved.
 */
final class Connection {

	private final LoadBalancer.Helper helper;

	private final Consumer<Status> onChange;

	private final Endpoint<Connection> endpoint;

	private final LoadBalancer.Subchannel subchannel;

	private final PickResult unary;

	private final PickResult streaming;

	private ConnectivityState state = ConnectivityState.CONNECTING;

	private boolean started;

	Connection(LoadBalancer.Helper helper, Balancer<Connection> balancer, EquivalentAddressGroup addresses,
			Consumer<Status> onChange) {
		this.helper = helper;
		this.onChange = onChange;
		this.endpoint = balancer.endpoint(addresses.getAddresses().get(0).toString(), this);
		this.subchannel = helper
			.createSubchannel(LoadBalancer.CreateSubchannelArgs.newBuilder().setAddresses(addresses).build());
		this.unary = PickResult.withSubchannel(this.subchannel, new TracerFactory(this.endpoint, UnaryTracer::new));
		this.streaming = PickResult.withSubchannel(this.subchannel,
				new TracerFactory(this.endpoint, StreamingTracer::new));
	}

	Connection renewed(EquivalentAddressGroup addresses) {
		// Take over new attributes of the same addresses.
		this.subchannel.updateAddresses(List.of(addresses));
		return this;
	}

	void start() {
		if (!this.started) {
			this.started = true;
			this.subchannel.start(this::changed);
			this.subchannel.requestConnection();
		}
	}

	private void changed(ConnectivityStateInfo info) {
		ConnectivityState next = info.getState();
		if (next == ConnectivityState.SHUTDOWN || this.state == ConnectivityState.SHUTDOWN) {
			return;
		}
		if (next == ConnectivityState.TRANSIENT_FAILURE || next == ConnectivityState.IDLE) {
			this.helper.refreshNameResolution();
		}
		if (next == ConnectivityState.IDLE) {
			this.subchannel.requestConnection();
		}
		if (this.state == ConnectivityState.TRANSIENT_FAILURE && next != ConnectivityState.READY) {
			// still failing until it is ready, or calls would wait for each new try
			return;
		}
		if (next == ConnectivityState.READY) {
			this.endpoint.restarted();
		}
		this.state = next;
		this.onChange.accept(info.getStatus());
	}

	void connect() {
		this.subchannel.requestConnection();
	}

	/**
	 * Calls that are in flight go on to their end.
	 */
	void shutdown() {
		this.state = ConnectivityState.SHUTDOWN;
		this.subchannel.shutdown();
	}

	boolean isReady() {
		return this.state == ConnectivityState.READY;
	}

	boolean isPending() {
		return this.state == ConnectivityState.CONNECTING || this.state == ConnectivityState.IDLE;
	}

	Endpoint<Connection> endpoint() {
		return this.endpoint;
	}

	PickResult result(MethodType type) {
		return (type == MethodType.UNARY) ? this.unary : this.streaming;
	}

}
