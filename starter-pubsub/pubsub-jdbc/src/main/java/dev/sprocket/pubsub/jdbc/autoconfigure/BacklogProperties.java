// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * How the embedded and the jdbc backend keep messages.
 *
 * @param maxMessages how many messages may wait for one group of a topic, on embedded and
 * jdbc and in an outbox; publishers then wait for the publish time-out and fail, those in
 * a transaction at once
 * @param deduplicationWindow how long a deduplication id is remembered
 */
@ConfigurationProperties(BacklogProperties.PREFIX)
record BacklogProperties(@DefaultValue("10000000") long maxMessages,
		@DefaultValue("10m") Duration deduplicationWindow) {

	static final String PREFIX = "sprocket.pubsub.backlog";

	JdbcSettings settings(Duration pollInterval) {
		SettingRules.require(this.maxMessages >= 1, PREFIX + ".max-messages", this.maxMessages,
				"It must be at least 1.");
		SettingRules.require(!this.deduplicationWindow.isNegative(), PREFIX + ".deduplication-window",
				this.deduplicationWindow, "It must not be negative.");
		return new JdbcSettings(pollInterval, this.maxMessages, this.deduplicationWindow);
	}

}
