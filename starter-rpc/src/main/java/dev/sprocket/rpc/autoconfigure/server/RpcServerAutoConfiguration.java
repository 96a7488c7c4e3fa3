// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import jakarta.validation.ConstraintViolationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.grpc.server.service.GrpcServiceDiscoverer;
import org.springframework.grpc.server.service.GrpcServiceSpec;

import dev.sprocket.error.ErrorReporters;
import dev.sprocket.identity.ServiceIdentity;

/**
 * Auto-configuration for what calls of the gRPC server get: a thread, a context, a
 * deadline, errors with details, and their end before the process ends.
 */
@AutoConfiguration(before = GrpcServerAutoConfiguration.class, after = GrpcServerHealthAutoConfiguration.class)
@ConditionalOnBean(BindableService.class)
@ConditionalOnBooleanProperty(name = "spring.grpc.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RpcServerProperties.class)
public final class RpcServerAutoConfiguration {

	private static final int BEFORE_OBSERVATION = -10;

	@Bean
	Methods grpcMethods(GrpcServiceDiscoverer discoverer) {
		return new Methods(() -> discoverer.findServices().stream().map(GrpcServiceSpec::service).toList());
	}

	@Bean
	ErrorStatus grpcErrorStatus(ServiceIdentity identity) {
		return new ErrorStatus(identity.name());
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.rpc.server.errors.enabled")
	@Order(Ordered.LOWEST_PRECEDENCE)
	GrpcExceptionHandler grpcCallErrors(ErrorStatus status, ErrorReporters reporters) {
		return new CallErrors(status, reporters);
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.rpc.server.context.enabled")
	IncomingCalls grpcIncomingCalls(RpcServerProperties properties, Methods methods) {
		DefaultDeadline deadline = new DefaultDeadline(properties.deadline(), methods::isUnary);
		return new IncomingCalls(properties.concurrentCalls(), deadline);
	}

	@Bean
	@ConditionalOnBean(IncomingCalls.class)
	<T extends ServerBuilder<T>> ServerBuilderCustomizer<T> grpcIncomingCallsCustomizer(IncomingCalls calls) {
		return (builder) -> builder.addStreamTracerFactory(calls);
	}

	@Bean
	@GlobalServerInterceptor
	@ConditionalOnBean(IncomingCalls.class)
	UnannouncedCallInterceptor grpcUnannouncedCallInterceptor() {
		return new UnannouncedCallInterceptor();
	}

	@Bean
	@GlobalServerInterceptor
	@Order(BEFORE_OBSERVATION)
	@ConditionalOnBean(IncomingCalls.class)
	CallContextInterceptor grpcCallContextInterceptor(IncomingCalls calls, ErrorStatus errors,
			ObjectProvider<GrpcExceptionHandler> handlers) {
		boolean errorsHandled = handlers.stream().findAny().isPresent();
		return new CallContextInterceptor(calls, errors, errorsHandled);
	}

	@Bean
	@ConditionalOnBean(IncomingCalls.class)
	@ConditionalOnBooleanProperty("sprocket.rpc.server.drain.enabled")
	GrpcParticipant grpcParticipant(ObjectProvider<HealthStatusManager> health, IncomingCalls calls) {
		return new GrpcParticipant(health.getIfAvailable(), calls);
	}

	@Bean
	@ConditionalOnBean(HealthStatusManager.class)
	@ConditionalOnBooleanProperty("sprocket.rpc.server.readiness.enabled")
	ReadinessHealth grpcReadinessHealth(HealthStatusManager health, GrpcServiceDiscoverer discoverer) {
		return new ReadinessHealth(health, discoverer::listServiceNames);
	}

	@Bean
	@ConditionalOnMissingBean(GrpcServerExecutorProvider.class)
	@ConditionalOnBooleanProperty("sprocket.rpc.server.handler-threads.enabled")
	HandlerThreads grpcHandlerThreads(Methods methods, RpcServerProperties properties, Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? HandlerThreads.virtual(methods)
				: HandlerThreads.pool(methods, properties.threads());
	}

	@Bean
	@ConditionalOnBean(HandlerThreads.class)
	<T extends ServerBuilder<T>> ServerBuilderCustomizer<T> grpcHandlerThreadsCustomizer(HandlerThreads threads) {
		return threads::customize;
	}

	/**
	 * For handlers that check requests by Bean Validation.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConstraintViolationException.class)
	@ConditionalOnBooleanProperty("sprocket.rpc.server.errors.enabled")
	static class ValidationConfiguration {

		@Bean
		GrpcExceptionHandler grpcInvalidRequestErrors(ErrorStatus status) {
			return new InvalidRequestErrors(status);
		}

	}

}
