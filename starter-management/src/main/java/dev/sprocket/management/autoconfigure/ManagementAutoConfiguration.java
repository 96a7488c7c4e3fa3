// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

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
	ListeningLine listeningLine(Environment environment) {
		return new ListeningLine(environment);
	}

	@Bean
	@ConditionalOnClass(MeterRegistry.class)
	BuildMetrics buildMetrics(Environment environment, ObjectProvider<BuildProperties> build) {
		return new BuildMetrics(environment, build.getIfAvailable());
	}

}
