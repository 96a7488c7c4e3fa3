// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of pub/sub that do not depend on the backend.
 *
 * @param backend name of the backend, such as embedded, jdbc, memory or kafka; may be
 * left out where only one is on the class path
 * @param concurrency how many messages a subscription handles at a time that does not say
 * @param publishTimeout how long a publisher waits for the backend or for room in a full
 * backlog
 * @param topics settings of single topics, by name
 */
@ConfigurationProperties("sprocket.pubsub")
record PubSubProperties(@Nullable String backend, @DefaultValue("16") int concurrency,
		@DefaultValue("30s") Duration publishTimeout, @DefaultValue Map<String, TopicProperties> topics) {

	/**
	 * Settings of one topic.
	 *
	 * @param backend name of the backend that carries it
	 */
	record TopicProperties(String backend) {

	}

}
