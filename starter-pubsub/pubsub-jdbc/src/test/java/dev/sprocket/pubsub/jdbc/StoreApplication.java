// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.jdbc.autoconfigure.EmbeddedPubSubAutoConfiguration;

/**
 * An application on the embedded store.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ EmbeddedPubSubAutoConfiguration.class, PubSubAutoConfiguration.class })
public final class StoreApplication {

	private StoreApplication() {
	}

	public static void main(String[] arguments) {
		SpringApplication.run(StoreApplication.class, arguments);
	}

}
