// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.CloudEventPolicies;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Tells an engine what to do to the content of messages.
 *
 * @param properties the settings
 * @param claimStore the store of large bodies, if there is one
 * @param schemas what topics carry
 * @param events how messages become events
 */
record ContentConfigurer(PubSubProperties properties, @Nullable ClaimStore claimStore, TopicSchemas schemas,
		CloudEventPolicies events) {

	void configure(PubSubBuilder builder) {
		builder.claimCheck(claimCheck());
		this.schemas.byTopic().forEach(builder::schema);
		builder.cloudEvents(this.events.common());
		this.events.topics().forEach(builder::cloudEvents);
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

}
