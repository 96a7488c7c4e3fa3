// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Tells an engine what to do to the content of messages.
 *
 * @param properties the settings
 * @param claimStore the store of large bodies, if there is one
 * @param schemas what topics carry
 * @param application the name of the application
 */
record ContentConfigurer(PubSubProperties properties, @Nullable ClaimStore claimStore, TopicSchemas schemas,
		String application) {

	void configure(PubSubBuilder builder) {
		builder.claimCheck(claimCheck());
		this.schemas.byTopic().forEach(builder::schema);
		PubSubProperties.CloudEventProperties events = this.properties.cloudevents();
		CloudEventPolicy common = policy(events.mode(), events.source(), events.type());
		builder.cloudEvents(common);
		this.properties.topics().forEach((topic, settings) -> {
			PubSubProperties.TopicEventProperties own = settings.cloudevents();
			builder.cloudEvents(topic,
					policy((own.mode() != null) ? own.mode() : common.mode(),
							(own.source() != null) ? own.source() : common.source(),
							(own.type() != null) ? own.type() : common.type()));
		});
	}

	private @Nullable ClaimCheck claimCheck() {
		PubSubProperties.ClaimCheckProperties claims = this.properties.claimCheck();
		if (this.claimStore != null) {
			return new ClaimCheck(this.claimStore, claims.threshold(), claims.retention());
		}
		SettingRules.require(claims.threshold() == null, PubSubProperties.PREFIX + ".claim-check.threshold",
				claims.threshold(), "There is no store for the bodies that are larger. Set "
						+ "sprocket.pubsub.claim-check.folder, or declare one bean of type ClaimStore.");
		return null;
	}

	private CloudEventPolicy policy(CloudEventMode mode, @Nullable String source, @Nullable String type) {
		return new CloudEventPolicy(mode, (source != null) ? source : source(), type);
	}

	private String source() {
		try {
			return new URI(null, null, "/" + this.application, null).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("A path is always a URI reference", ex);
		}
	}

}
