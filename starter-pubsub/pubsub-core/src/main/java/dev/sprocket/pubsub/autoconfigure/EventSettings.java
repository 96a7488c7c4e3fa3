// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicies;
import dev.sprocket.pubsub.content.CloudEventPolicy;

/**
 * Reads from the settings how messages become CloudEvents.
 *
 * @param properties the settings
 * @param application the name of the application
 */
record EventSettings(PubSubProperties properties, String application) {

	CloudEventPolicies policies() {
		PubSubProperties.CloudEventProperties events = this.properties.cloudevents();
		CloudEventPolicy common = policy(events.mode(), events.source(), events.type());
		Map<String, CloudEventPolicy> topics = new HashMap<>();
		this.properties.topics().forEach((topic, settings) -> {
			PubSubProperties.TopicEventProperties own = settings.cloudevents();
			topics.put(topic,
					policy((own.mode() != null) ? own.mode() : common.mode(),
							(own.source() != null) ? own.source() : common.source(),
							(own.type() != null) ? own.type() : common.type()));
		});
		return new CloudEventPolicies(common, topics);
	}

	private CloudEventPolicy policy(CloudEventMode mode, @Nullable String source, @Nullable String type) {
		return new CloudEventPolicy(mode, (source != null) ? source : source(), type);
	}

	private String source() {
		try {
			return new URI(null, null, "/" + this.application, null).toASCIIString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("A path is always a URI reference", ex);
		}
	}

}
