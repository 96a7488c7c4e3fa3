// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.actuate.info.MapInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the identity. It is shown in {@code info} where
 * {@code management.info.service.enabled} says so.
 */
@AutoConfiguration(after = ProjectInfoAutoConfiguration.class)
@EnableConfigurationProperties(ServiceIdentityProperties.class)
public final class ServiceIdentityAutoConfiguration {

	private static final String UNKNOWN = "unknown";

	@Bean
	@ConditionalOnMissingBean
	ServiceIdentity serviceIdentity(ServiceIdentityProperties properties, Environment environment,
			ObjectProvider<BuildProperties> build) {
		String name = firstText(environment.getProperty("spring.application.name"), "application");
		BuildProperties buildProperties = build.getIfAvailable();
		String buildVersion = (buildProperties != null) ? buildProperties.getVersion() : null;
		String version = firstText(environment.getProperty("spring.application.version"),
				firstText(buildVersion, UNKNOWN));
		String zone = StringUtils.hasText(properties.zone()) ? properties.zone() : null;
		return new ServiceIdentity(name, version, firstText(properties.instanceId(), UNKNOWN), zone);
	}

	private static String firstText(@Nullable String text, String otherwise) {
		return (text != null && !text.isBlank()) ? text : otherwise;
	}

	/**
	 * The detail in {@code info}, where Actuator is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
	static class InfoConfiguration {

		@Bean
		@ConditionalOnEnabledInfoContributor(value = "service", fallback = InfoContributorFallback.DISABLE)
		InfoContributor serviceInfoContributor(ServiceIdentity identity) {
			return new MapInfoContributor(Map.of("service", identity));
		}

	}

}
