// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.grpc;

import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.core.env.Environment;

import dev.sprocket.discovery.grpc.DiscoveryNameResolverProvider;

/**
 * What a channel of Boot's factory is connected to: its name may stand for a target in
 * the properties.
 *
 * @param properties Boot's own
 * @param environment for placeholders, and for what a user set
 */
record ChannelTargets(GrpcClientProperties properties, Environment environment) {

	private static final String POLICY = "spring.grpc.client.channel.%s.default.load-balancing-policy";

	boolean isDiscovered(String channel) {
		GrpcClientProperties.Channel named = this.properties.getChannel().get(channel);
		String target = this.environment.resolvePlaceholders((named != null) ? named.getTarget() : channel);
		return target.startsWith(DiscoveryNameResolverProvider.SCHEME + ":");
	}

	boolean hasPolicyOfTheUser(String channel) {
		String name = this.properties.getChannel().containsKey(channel) ? channel : "default";
		return this.environment.containsProperty(POLICY.formatted(name));
	}

}
