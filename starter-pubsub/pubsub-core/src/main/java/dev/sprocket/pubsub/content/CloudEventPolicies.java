// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.util.Map;

/**
 * How the messages of each topic of an application become CloudEvents, by its settings. A
 * bean, for backends that send events whatever the mode is.
 *
 * @param common for topics that are not named
 * @param topics of single topics
 */
public record CloudEventPolicies(CloudEventPolicy common, Map<String, CloudEventPolicy> topics) {

	public CloudEventPolicies {
		topics = Map.copyOf(topics);
	}

	/**
	 * Return the policy of a topic.
	 * @param topic the topic
	 * @return its own, or the common one
	 */
	public CloudEventPolicy of(String topic) {
		return this.topics.getOrDefault(topic, this.common);
	}

}
