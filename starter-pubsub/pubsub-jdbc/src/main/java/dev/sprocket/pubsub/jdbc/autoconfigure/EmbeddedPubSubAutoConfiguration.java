// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Auto-configuration of the embedded backend. Needs no DataSource and makes none.
 */
@AutoConfiguration
@EnableConfigurationProperties({ EmbeddedProperties.class, BacklogProperties.class })
public final class EmbeddedPubSubAutoConfiguration {

	@Bean
	BackendFactory embeddedBackendFactory(EmbeddedProperties properties, BacklogProperties backlog,
			Environment environment) {
		String application = environment.getProperty("spring.application.name", "application");
		return new NamedOnKubernetes(
				new EmbeddedBackendFactory(properties.pathOr(application), backlog.settings(Duration.ofSeconds(1))),
				environment);
	}

}
