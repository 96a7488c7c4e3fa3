// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.metrics;

import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.GrpcServerObservationConvention;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcServerInterceptor;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/**
 * Auto-configuration that measures calls without an observation for each. Where anything
 * but metrics hangs on the observation (tracing, a convention, handler, filter or
 * predicate of the application), Boot's own stays.
 */
@AutoConfiguration(before = GrpcServerObservationAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, ObservationRegistry.class })
@ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
@ConditionalOnProperty(name = "sprocket.rpc.server.metrics", havingValue = "light")
@ConditionalOnBooleanProperty(name = "spring.grpc.server.observation.enabled", matchIfMissing = true)
@ConditionalOnBean({ MeterRegistry.class, BindableService.class })
@ConditionalOnMissingBean(
		value = { GrpcServerObservationConvention.class, GlobalObservationConvention.class, ObservationHandler.class,
				ObservationFilter.class, ObservationPredicate.class, ObservationGrpcServerInterceptor.class },
		ignoredType = { "io.micrometer.core.instrument.observation.DefaultMeterObservationHandler",
				"org.springframework.boot.micrometer.observation.autoconfigure.PropertiesObservationFilterPredicate" })
@Conditional(OnNothingButMetrics.class)
public final class RpcMetricsAutoConfiguration {

	@Bean
	<T extends ServerBuilder<T>> ServerBuilderCustomizer<T> grpcCallMetricsCustomizer(MeterRegistry registry) {
		MeasuredCalls calls = new MeasuredCalls(registry);
		return (builder) -> builder.addStreamTracerFactory(calls);
	}

	/**
	 * Takes the place of Boot's interceptor and, being no global one, is never called.
	 * @return an interceptor that is off
	 */
	@Bean
	ObservationGrpcServerInterceptor replacedGrpcServerObservationInterceptor() {
		return new ObservationGrpcServerInterceptor(ObservationRegistry.NOOP);
	}

}
