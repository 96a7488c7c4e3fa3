// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the lifecycle plan. A context whose parent has a plan has none of
 * its own.
 */
@AutoConfiguration
@ConditionalOnMissingBean(ApplicationLifecycle.class)
@EnableConfigurationProperties({ LifecycleProperties.class,
		org.springframework.boot.autoconfigure.context.LifecycleProperties.class })
public final class LifecycleAutoConfiguration {

	@Bean
	ApplicationLifecycle applicationLifecycle(ConfigurableApplicationContext context,
			ObjectProvider<LifecycleParticipant> participants, ObjectProvider<StopHook> hooks,
			LifecycleProperties properties,
			org.springframework.boot.autoconfigure.context.LifecycleProperties bootProperties) {
		StopBudgets budgets = new StopBudgets(properties.propagationDelay(),
				bootProperties.getTimeoutPerShutdownPhase(), properties.total());
		return new ApplicationLifecycle(context, participants, hooks, budgets);
	}

	@Bean
	StartListener lifecycleStartListener(ApplicationLifecycle lifecycle) {
		return new StartListener(lifecycle);
	}

	@Bean
	StopListener lifecycleStopListener(ApplicationLifecycle lifecycle) {
		return new StopListener(lifecycle);
	}

	@Bean
	StopTrigger stopTrigger(ConfigurableApplicationContext context, ApplicationLifecycle lifecycle,
			ObjectProvider<ProcessStop> processStop) {
		return new StopTrigger(context, lifecycle, processStop.getIfAvailable());
	}

	/**
	 * The endpoint, where Actuator is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint(LifecycleEndpoint.class)
		LifecycleEndpoint lifecycleEndpoint(ApplicationLifecycle lifecycle) {
			return new LifecycleEndpoint(lifecycle);
		}

	}

}
