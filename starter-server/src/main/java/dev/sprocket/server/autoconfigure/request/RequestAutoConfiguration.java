// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Auto-configuration for request id, trace context and secure response headers.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@EnableConfigurationProperties(SecurityHeadersProperties.class)
public final class RequestAutoConfiguration {

	static final int REQUEST_ID_ORDER = Ordered.HIGHEST_PRECEDENCE;

	static <T extends Filter> FilterRegistrationBean<T> everyDispatch(T filter, int order) {
		FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(order);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		return registration;
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.server.request-id.enabled")
	FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
		return everyDispatch(new RequestIdFilter(), REQUEST_ID_ORDER);
	}

	/**
	 * A tracing library does this itself.
	 * @return the registration
	 */
	@Bean
	@ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
	@ConditionalOnBooleanProperty("sprocket.server.trace-context.enabled")
	FilterRegistrationBean<TraceFilter> traceFilter() {
		return everyDispatch(new TraceFilter(), Ordered.HIGHEST_PRECEDENCE + 2);
	}

	@Bean
	@ConditionalOnMissingClass("org.springframework.security.web.SecurityFilterChain")
	@ConditionalOnBooleanProperty("sprocket.server.security-headers.enabled")
	FilterRegistrationBean<SecurityHeadersFilter> securityHeadersFilter(SecurityHeadersProperties properties) {
		FilterRegistrationBean<SecurityHeadersFilter> registration = new FilterRegistrationBean<>(
				new SecurityHeadersFilter(properties.effective()));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
		return registration;
	}

	/**
	 * For clients that Boot builds.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientCustomizer.class)
	@ConditionalOnBooleanProperty("sprocket.server.trace-context.enabled")
	static class ClientConfiguration {

		@Bean
		RestClientCustomizer outboundContextRestClientCustomizer() {
			return (builder) -> builder.requestInterceptor(new OutboundContext());
		}

		@Bean
		RestTemplateCustomizer outboundContextRestTemplateCustomizer() {
			return (template) -> template.getInterceptors().add(new OutboundContext());
		}

	}

}
