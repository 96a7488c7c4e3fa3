// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of pub/sub on the application's data source.
 *
 * @param initializeSchema whether the pub/sub tables are made: embedded (in an in-memory
 * database only), always or never
 * @param pollInterval how often a receiver looks for messages that another process stored
 * @param outbox whether what is published in a transaction on the data source is stored
 * by it, and relayed after the commit to a backend that is not jdbc
 * @param deadLetterIndex whether an outbox also keeps the dead letters of a backend that
 * cannot look at what it stores, so that they can be found, redriven and discarded
 * @param inboxRetention how long the inbox remembers a handled message
 */
@ConfigurationProperties(JdbcProperties.PREFIX)
record JdbcProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@DefaultValue("250ms") Duration pollInterval, @DefaultValue("false") boolean outbox,
		@DefaultValue("true") boolean deadLetterIndex, @DefaultValue("7d") Duration inboxRetention) {

	static final String PREFIX = "sprocket.pubsub.jdbc";

	Duration checkedPollInterval() {
		return SettingRules.positive(PREFIX + ".poll-interval", this.pollInterval);
	}

	Duration checkedInboxRetention() {
		return SettingRules.positive(PREFIX + ".inbox-retention", this.inboxRetention);
	}

}
