// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;

/**
 * What a receiver is opened for.
 *
 * @param topic the topic
 * @param group the group; its members share the messages
 * @param ordering the order that the group asks for
 * @param lease how long a fetched message belongs to this receiver unless extended
 * @param deadLetters whether the engine keeps what fails for good; if not, what the
 * broker itself gives up is to stay with the broker
 */
public record ReceiverSpec(String topic, String group, Ordering ordering, Duration lease, boolean deadLetters) {

	/**
	 * Create what most receivers are opened for, with dead letters.
	 * @param topic the topic
	 * @param group the group
	 * @param ordering the order that the group asks for
	 * @param lease how long a fetched message belongs to this receiver unless extended
	 */
	public ReceiverSpec(String topic, String group, Ordering ordering, Duration lease) {
		this(topic, group, ordering, lease, true);
	}

}
