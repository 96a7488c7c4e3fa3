// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.sprocket.identity.ServiceIdentity;

/**
 * Auto-configuration for what a process shows of itself: startup probe, build information
 * and the line that says who listens where.
 */
@AutoConfiguration
@EnableConfigurationProperties(ManagementProperties.class)
public final class ManagementAutoConfiguration {

	@Bean
	StartupHealthIndicator startupStateHealthIndicator() {
		return new StartupHealthIndicator();
	}

	@Bean
	ListeningLine listeningLine(Environment environment, ServiceIdentity identity) {
		return new ListeningLine(environment, identity.name());
	}

	@Bean
	UnservedRequests unservedRequests(ConfigurableApplicationContext context) {
		return new UnservedRequests(context);
	}

	@Bean
	@ConditionalOnClass(MeterRegistry.class)
	BuildMetrics buildMetrics(ServiceIdentity identity) {
		return new BuildMetrics(identity);
	}

}
