// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.identity.ServiceIdentity;
import dev.sprocket.identity.ServiceIdentityAutoConfiguration;

/**
 * Auto-configuration of what registries get to register, and when.
 */
@AutoConfiguration(after = { ServiceIdentityAutoConfiguration.class, UtilAutoConfiguration.class })
@ConditionalOnDiscoveryEnabled
@EnableConfigurationProperties(RegistrationProperties.class)
public final class RegistrationAutoConfiguration {

	@Bean
	LocalInstanceFactory localInstanceFactory(ServiceIdentity identity, RegistrationProperties properties,
			ConfigurableApplicationContext context, ObjectProvider<InetUtils> network,
			ObjectProvider<LocalPort> grpcPort) {
		LocalPort grpc = grpcPort.getIfAvailable(() -> () -> 0);
		return new LocalInstanceFactory(identity, properties, context.getEnvironment(), network.getIfAvailable(), grpc);
	}

	@Bean
	LocalInstanceListener localInstanceListener(ConfigurableApplicationContext context, LocalInstanceFactory factory) {
		return new LocalInstanceListener(context, factory);
	}

	/**
	 * The port of the gRPC server, where there may be one.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GrpcServerStartedEvent.class)
	static class GrpcConfiguration {

		@Bean
		GrpcPort localGrpcPort() {
			return new GrpcPort();
		}

	}

	/**
	 * The gates in front of the registries.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("sprocket.discovery.registration.enabled")
	@ConditionalOnBooleanProperty(name = "spring.cloud.service-registry.auto-registration.enabled",
			matchIfMissing = true)
	static class GateConfiguration {

		@Bean
		Registrations registrations(ObjectProvider<LocalInstance> localInstance) {
			return new Registrations(Backoff.DEFAULT, new ForeignMetadata(localInstance::getObject));
		}

		@Bean
		static RegistryPostProcessor registryPostProcessor(ObjectProvider<Registrations> registrations) {
			return new RegistryPostProcessor(registrations);
		}

		@Bean
		ReadinessListener registrationReadinessListener(ConfigurableApplicationContext context,
				Registrations registrations) {
			return new ReadinessListener(context, registrations, new FirstRegistration(context, registrations));
		}

	}

}
