// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the memory backend.
 *
 * @param backlog how many messages of a topic may wait for a group before publishers have
 * to wait
 */
@ConfigurationProperties("sprocket.pubsub.memory")
record MemoryPubSubProperties(@DefaultValue("100000") int backlog) {

}
