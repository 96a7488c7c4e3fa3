// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import jakarta.servlet.DispatcherType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.ClassUtils;

/**
 * Puts the guard in front of the endpoints, on a management port of its own or on the
 * main port.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
@ConditionalOnBooleanProperty("sprocket.management.guard.enabled")
class ManagementGuardConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ManagementGuardConfiguration.class);

	@Bean
	FilterRegistrationBean<ManagementGuard> managementGuard(Environment environment, ManagementProperties properties,
			PathMappedEndpoints endpoints, DispatcherServletPath servletPath, ListableBeanFactory beans) {
		boolean ownPort = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
		if (!ownPort) {
			logger.warn("Management endpoints share the port of the service, where the world may reach them."
					+ " Set management.server.port to a port of its own.");
		}
		GuardedPaths paths = new GuardedPaths(endpoints, servletPath, ownPort);
		DevelopmentAccess development = new DevelopmentAccess(environment.acceptsProfiles(Profiles.of("dev")));
		ManagementGuard guard = new ManagementGuard(paths, properties.token(), development, userSecurity(beans));
		FilterRegistrationBean<ManagementGuard> registration = new FilterRegistrationBean<>(guard);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		return registration;
	}

	private UserSecurity userSecurity(ListableBeanFactory beans) {
		if (ClassUtils.isPresent("org.springframework.security.web.SecurityFilterChain", getClass().getClassLoader())) {
			return new SpringSecurity(beans);
		}
		return (request) -> false;
	}

}
