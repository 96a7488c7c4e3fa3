// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.List;

import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Where the messages of a topic go, and where a group finds its own. Thread-safe.
 */
interface Topics {

	/**
	 * Send messages: one request.
	 * @param topic the topic
	 * @param messages 10 at most
	 * @return one outcome for each
	 */
	List<SendOutcome> send(String topic, List<WireMessage> messages);

	/**
	 * Find the queue of a group; make it, and what it depends on, where that is
	 * permitted.
	 * @param topic the topic
	 * @param group the group
	 * @return its URL
	 */
	String declare(String topic, String group);

	/**
	 * Find the queue of a group as it is.
	 * @param topic the topic
	 * @param group the group
	 * @return its name
	 */
	String queueName(String topic, String group);

	/**
	 * Return whether each group of a topic has a queue of its own.
	 * @param topic the topic
	 * @return {@code false} if the topic is one queue, and whatever is in it is for
	 * whoever reads it
	 */
	boolean hasGroups(String topic);

	boolean remove(String topic, String group);

	void check();

}
