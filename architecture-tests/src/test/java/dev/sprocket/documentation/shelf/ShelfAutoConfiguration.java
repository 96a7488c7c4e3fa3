// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Offers the shelf to a Boot application.
 */
@AutoConfiguration(before = PubSubAutoConfiguration.class)
public final class ShelfAutoConfiguration {

	@Bean
	BackendFactory shelfBackendFactory() {
		return new ShelfBackendFactory();
	}

}
