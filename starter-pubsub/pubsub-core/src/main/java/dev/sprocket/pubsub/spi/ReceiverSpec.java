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
 */
public record ReceiverSpec(String topic, String group, Ordering ordering, Duration lease) {

}
