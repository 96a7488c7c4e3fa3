// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that refuses a WebFlux application in words, instead of leaving it
 * with every endpoint exposed and no guard.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.REACTIVE)
public final class WebFluxRefusalAutoConfiguration {

	@Bean
	BeanFactoryPostProcessor webFluxRefusal() {
		return (beanFactory) -> {
			throw new WebFluxNotSupportedException();
		};
	}

}
