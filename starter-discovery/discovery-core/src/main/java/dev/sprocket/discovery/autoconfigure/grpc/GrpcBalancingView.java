// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.grpc;

import java.util.List;
import java.util.Map;

import io.grpc.LoadBalancerRegistry;

import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.EndpointSnapshot;
import dev.sprocket.discovery.grpc.EwmaLoadBalancerProvider;

/**
 * Looks at all gRPC channels of the process that use the policy.
 */
final class GrpcBalancingView implements BalancingView {

	@Override
	public Map<String, List<EndpointSnapshot>> snapshot() {
		return (LoadBalancerRegistry.getDefaultRegistry()
			.getProvider(EwmaLoadBalancerProvider.POLICY) instanceof EwmaLoadBalancerProvider provider)
					? provider.snapshot() : Map.of();
	}

}
