// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Auto-configuration that measures requests without an observation for each. Where
 * anything but metrics hangs on the observation (tracing, a convention, handler, filter
 * or predicate of the application), Boot's own stays.
 */
@AutoConfiguration(before = WebMvcObservationAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ MeterRegistry.class, ObservationProperties.class })
@ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
@ConditionalOnProperty(name = "sprocket.server.http-metrics", havingValue = "light")
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnMissingBean(
		value = { ServerRequestObservationConvention.class, GlobalObservationConvention.class, ObservationHandler.class,
				ObservationFilter.class, ObservationPredicate.class },
		ignoredType = { "io.micrometer.core.instrument.observation.DefaultMeterObservationHandler",
				"org.springframework.boot.micrometer.observation.autoconfigure.PropertiesObservationFilterPredicate" })
@Conditional(OnNothingButMetrics.class)
public final class HttpMetricsAutoConfiguration {

	private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

	@Bean
	FilterRegistrationBean<RequestMetricsFilter> requestMetricsFilter(MeterRegistry registry,
			ObservationProperties properties) {
		String name = properties.getHttp().getServer().getRequests().getName();
		FilterRegistrationBean<RequestMetricsFilter> registration = new FilterRegistrationBean<>(
				new RequestMetricsFilter(new RequestTimers(registry, name)));
		registration.setOrder(FILTER_ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		return registration;
	}

	/**
	 * Takes the place of Boot's filter and does nothing.
	 * @return a registration that is off
	 */
	@Bean
	FilterRegistrationBean<ServerHttpObservationFilter> replacedObservationFilter() {
		FilterRegistrationBean<ServerHttpObservationFilter> registration = new FilterRegistrationBean<>(
				new ServerHttpObservationFilter(ObservationRegistry.NOOP));
		registration.setEnabled(false);
		return registration;
	}

}
