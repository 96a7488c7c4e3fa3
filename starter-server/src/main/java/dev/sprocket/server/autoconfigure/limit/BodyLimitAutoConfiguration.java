// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration for the limits on request bodies.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty("sprocket.server.body-limit.enabled")
@EnableConfigurationProperties(BodyLimitProperties.class)
public final class BodyLimitAutoConfiguration {

	/**
	 * Inside the filter that answers exceptions.
	 */
	private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 30;

	@Bean
	FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(BodyLimitProperties properties) {
		BodySizes sizes = new BodySizes(properties.size(), properties.paths());
		BodyLimitFilter filter = new BodyLimitFilter(sizes, new BodyMemory(properties.totalBytes()));
		FilterRegistrationBean<BodyLimitFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(FILTER_ORDER);
		return registration;
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> bodyRateCustomizer(BodyLimitProperties properties) {
		long bytesPerSecond = properties.minimumRate().toBytes();
		return (factory) -> {
			if (bytesPerSecond > 0) {
				factory.addEngineValves(new BodyRateValve(bytesPerSecond));
			}
		};
	}

	/**
	 * A client that asks first gets its refusal before it sends the body.
	 * @return a customizer that answers {@code Expect: 100-continue} when the body is
	 * read
	 */
	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> lateContinueCustomizer() {
		return (factory) -> factory.addProtocolHandlerCustomizers((protocol) -> {
			if (protocol instanceof AbstractHttp11Protocol<?> http) {
				http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
			}
		});
	}

}
