// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.Set;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Answers errors on a management port of its own as problem+json too: those of the
 * endpoints as well as those of the connector, which all come to the valve once Boot's
 * error page is out of the way.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(ProblemWriter.class)
class ProblemManagementConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementProblemReportCustomizer(ProblemWriter writer) {
		return (factory) -> {
			factory.setErrorPages(Set.of());
			new ProblemReportValve(writer, true).install(factory);
		};
	}

}
