// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of the memory backend.
 *
 * @param backlog how many messages of a topic may wait for a group before publishers have
 * to wait
 */
@ConfigurationProperties(MemoryPubSubProperties.PREFIX)
record MemoryPubSubProperties(@DefaultValue("100000") int backlog) {

	static final String PREFIX = "sprocket.pubsub.memory";

	int checkedBacklog() {
		SettingRules.require(this.backlog >= 1, PREFIX + ".backlog", this.backlog, "It must be at least 1.");
		return this.backlog;
	}

}
