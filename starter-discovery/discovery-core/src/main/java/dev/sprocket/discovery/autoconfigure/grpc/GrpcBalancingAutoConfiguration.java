// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.grpc;

import java.util.List;

import io.grpc.ManagedChannelBuilder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

import dev.sprocket.discovery.autoconfigure.BalancingProperties;
import dev.sprocket.discovery.autoconfigure.LookupAutoConfiguration;
import dev.sprocket.discovery.autoconfigure.LookupProperties;
import dev.sprocket.discovery.grpc.DiscoveryNameResolverProvider;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Auto-configuration of channels to {@code discovery:///name}.
 */
@AutoConfiguration(after = { LookupAutoConfiguration.class, GrpcClientAutoConfiguration.class })
@ConditionalOnClass({ ManagedChannelBuilder.class, GrpcChannelBuilderCustomizer.class })
@ConditionalOnBean({ DiscoveryClient.class, GrpcClientProperties.class })
@EnableConfigurationProperties(BalancingProperties.class)
public final class GrpcBalancingAutoConfiguration {

	@Bean
	DiscoveryNameResolverProvider discoveryNameResolverProvider(DiscoveryClient client, InstanceWatcher watcher,
			LookupProperties lookup, BalancingProperties balancing) {
		return new DiscoveryNameResolverProvider(client, List.of(watcher), lookup.poll(), balancing.settings());
	}

	@Bean
	<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> discoveredChannelCustomizer(
			GrpcClientProperties properties, Environment environment, DiscoveryNameResolverProvider resolver,
			BalancingProperties balancing) {
		boolean balanced = environment.getProperty("sprocket.discovery.balancing.enabled", Boolean.class, false);
		return new DiscoveredChannelCustomizer<>(new ChannelTargets(properties, environment), resolver,
				balanced ? balancing.policy() : null);
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.discovery.balancing.enabled")
	GrpcBalancingView grpcBalancingView() {
		return new GrpcBalancingView();
	}

}
