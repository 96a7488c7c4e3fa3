// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;

import dev.sprocket.discovery.LocalInstance;

/**
 * Auto-configuration of the embedded membership. A registry of another kind beside it is
 * asked first and gets registrations as well; the property turns this one off.
 */
@AutoConfiguration(before = { CommonsClientAutoConfiguration.class, CompositeDiscoveryClientAutoConfiguration.class,
		SimpleDiscoveryClientAutoConfiguration.class, ServiceRegistryAutoConfiguration.class })
@ConditionalOnDiscoveryEnabled
@ConditionalOnProperty(name = "sprocket.discovery.embedded.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EmbeddedDiscoveryProperties.class)
public final class EmbeddedDiscoveryAutoConfiguration {

	@Bean(destroyMethod = "close")
	Membership sprocketMembership(EmbeddedDiscoveryProperties properties, Environment environment,
			ApplicationEventPublisher events) {
		MembershipSettings settings = MembershipSettings.of(properties,
				environment.getProperty("spring.application.group", "default"),
				environment.getProperty("spring.application.name", "application"));
		AtomicLong changes = new AtomicLong();
		return new Membership(settings.group(), new ChannelFactory(settings), Clock.systemUTC(),
				() -> events.publishEvent(new HeartbeatEvent("sprocket-membership", changes.incrementAndGet())));
	}

	@Bean
	@Fallback
	ServiceRegistry<LocalInstance> embeddedServiceRegistry(Membership membership) {
		return new EmbeddedServiceRegistry(membership);
	}

	@Bean
	@ConditionalOnProperty(name = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
	EmbeddedDiscoveryClient embeddedDiscoveryClient(Membership membership) {
		return new EmbeddedDiscoveryClient(membership);
	}

}
