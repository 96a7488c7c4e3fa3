// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Settings and events for tests.
 */
final class HttpProperties {

	private HttpProperties() {
	}

	static HttpPubSubProperties with(String topic, String group, String url) {
		return new HttpPubSubProperties(
				Map.of(topic, List.of(new TargetProperties(group, URI.create(url), Ordering.KEY, 16))), List.of(),
				EventFormat.BINARY, Duration.ofDays(3), "memory", "/pubsub", Duration.ofSeconds(50),
				DataSize.ofMegabytes(10), null, false);
	}

	static ApplicationReadyEvent ready(ConfigurableApplicationContext context) {
		return new ApplicationReadyEvent(new SpringApplication(Object.class), new String[0], context, Duration.ZERO);
	}

}
