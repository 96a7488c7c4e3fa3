// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * Asks the balancer; its results were made with the connections.
 */
final class ConnectionPicker extends SubchannelPicker {

	private final Balancer<Connection> balancer;

	ConnectionPicker(Balancer<Connection> balancer) {
		this.balancer = balancer;
	}

	@Override
	public PickResult pickSubchannel(PickSubchannelArgs call) {
		Endpoint<Connection> picked = this.balancer.pick();
		return (picked != null) ? picked.target().result(call.getMethodDescriptor().getType())
				: PickResult.withNoResult();
	}

}
