// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import io.grpc.ManagedChannelBuilder;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Auto-configuration for what calls of gRPC clients get: a deadline, the context of the
 * request that they are made for, a further attempt where it does no harm.
 */
@AutoConfiguration(after = GrpcClientAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "spring.grpc.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RpcClientProperties.class)
public final class RpcClientAutoConfiguration {

	/**
	 * Tracing replaces our trace headers by its own.
	 */
	private static final int BEFORE_OBSERVATION = -10;

	@Bean
	@GlobalClientInterceptor
	@Order(BEFORE_OBSERVATION)
	@ConditionalOnBooleanProperty("sprocket.rpc.client.context.enabled")
	OutgoingCallInterceptor grpcOutgoingCallInterceptor(RpcClientProperties properties) {
		return new OutgoingCallInterceptor(properties.deadline());
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.rpc.client.retry.enabled")
	RetryServiceConfig grpcRetryServiceConfig(ListableBeanFactory beans, RpcClientProperties properties) {
		return new RetryServiceConfig(new RepeatableMethods(beans), properties.retry());
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.rpc.client.inherit-connection-settings.enabled")
	<T extends ManagedChannelBuilder<T>> GrpcChannelBuilderCustomizer<T> grpcInheritedConnectionSettings(
			GrpcClientProperties properties, Environment environment) {
		return new InheritedConnectionSettings<>(properties, Binder.get(environment));
	}

}
