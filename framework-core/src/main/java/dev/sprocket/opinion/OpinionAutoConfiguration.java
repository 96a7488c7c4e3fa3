// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of the opinions' endpoint and their line in the log.
 */
@AutoConfiguration
@ConditionalOnBean(Opinions.class)
public final class OpinionAutoConfiguration {

	@Bean
	OpinionsLogger opinionsLogger(Opinions opinions, ConfigurableEnvironment environment, BeanFactory beanFactory) {
		return new OpinionsLogger(opinions, environment, () -> beanFactory.containsBean("opinionsEndpoint"));
	}

	/**
	 * The endpoint, where Actuator is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint(OpinionsEndpoint.class)
		OpinionsEndpoint opinionsEndpoint(Opinions opinions, ConfigurableEnvironment environment,
				ObjectProvider<SanitizingFunction> functions) {
			return new OpinionsEndpoint(opinions, environment, functions.orderedStream());
		}

	}

}
