// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Auto-configuration of the memory backend.
 */
@AutoConfiguration(before = PubSubAutoConfiguration.class)
@EnableConfigurationProperties(MemoryPubSubProperties.class)
public final class MemoryPubSubAutoConfiguration {

	@Bean
	BackendFactory memoryBackendFactory(MemoryPubSubProperties properties) {
		return new MemoryBackendFactory(properties.checkedBacklog());
	}

}
