// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.grpc;

import java.util.Locale;

import io.grpc.ManagedChannelBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

import dev.sprocket.discovery.autoconfigure.BalancingProperties;
import dev.sprocket.discovery.grpc.DiscoveryNameResolverProvider;

/**
 * Gives channels to {@code discovery:///name} their resolver and their policy. The
 * resolver is the channel's own, not the process's, so that each application context of a
 * process asks its own registries.
 *
 * @param <T> the kind of channel builder
 */
final class DiscoveredChannelCustomizer<T extends ManagedChannelBuilder<T>> implements GrpcChannelBuilderCustomizer<T> {

	private final ChannelTargets targets;

	private final DiscoveryNameResolverProvider resolver;

	private final BalancingProperties.@Nullable Policy policy;

	DiscoveredChannelCustomizer(ChannelTargets targets, DiscoveryNameResolverProvider resolver,
			BalancingProperties.@Nullable Policy policy) {
		this.targets = targets;
		this.resolver = resolver;
		this.policy = policy;
	}

	@Override
	@SuppressWarnings("deprecation")
	public void customize(String channel, T builder) {
		if (!this.targets.isDiscovered(channel)) {
			return;
		}
		builder.nameResolverFactory(this.resolver);
		if (this.policy != null && !this.targets.hasPolicyOfTheUser(channel)) {
			builder.defaultLoadBalancingPolicy(this.policy.name().toLowerCase(Locale.ROOT));
		}
	}

}
