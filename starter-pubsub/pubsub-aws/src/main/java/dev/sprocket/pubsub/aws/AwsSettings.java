// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the backend uses SNS and SQS.
 *
 * @param fifo whether topics and queues are FIFO: ordered by key and deduplicated, at a
 * lower rate, without delays
 * @param fanOut how a message reaches the groups of its topic
 * @param missing what becomes of a topic, queue or subscription that does not exist
 * @param longPoll how long a request for messages waits when there are none, in whole
 * seconds from 1 to 20; closing a receiver takes as long at most
 * @param messageBytes how large a message may be, body and attributes together; 256 KiB
 * is what SNS takes unless a topic says more, as those do that are created
 * @param filters which messages single groups get
 * @param queueDeadLetters what becomes of messages that SQS itself moves to the
 * dead-letter queue of a group's queue
 * @param queues the topics that are existing queues, each with the name of its queue
 */
public record AwsSettings(boolean fifo, FanOut fanOut, Missing missing, Duration longPoll, int messageBytes,
		List<Filter> filters, QueueDeadLetters queueDeadLetters, Map<String, String> queues) {

	/** What SNS takes of a topic that does not say. */
	public static final int DEFAULT_MESSAGE_BYTES = 256 * 1024;

	/** The largest message that a topic or queue can be made to take. */
	private static final int LARGEST_MESSAGE_BYTES = 1024 * 1024;

	public AwsSettings {
		filters = List.copyOf(filters);
		queues = Map.copyOf(queues);
	}

	/**
	 * Return what says of a topic or queue that is created how large its messages may be.
	 * @return the attribute and the most it can be, or nothing if the default is enough
	 */
	Map<String, String> sizeAttributes() {
		return (this.messageBytes > DEFAULT_MESSAGE_BYTES)
				? Map.of("MaximumMessageSize", String.valueOf(LARGEST_MESSAGE_BYTES)) : Map.of();
	}

	/**
	 * Return how large a request with several messages may be: what every topic and queue
	 * takes unless somebody has lowered it.
	 * @return bytes of all messages together
	 */
	int requestBytes() {
		return Math.min(this.messageBytes, DEFAULT_MESSAGE_BYTES);
	}

	int longPollSeconds() {
		return (int) Math.max(1, Math.min(20, this.longPoll.toSeconds()));
	}

	/**
	 * How a message reaches the groups of its topic.
	 */
	public enum FanOut {

		/** An SNS topic, to which the queue of each group subscribes. */
		SNS,

		/** One SQS queue a topic, for one group; SNS is not used. */
		NONE

	}

	/**
	 * What becomes of a topic, queue or subscription that does not exist.
	 */
	public enum Missing {

		/** It is created. */
		CREATE,

		/** Whoever needs it fails, saying what is missing; nothing is ever created. */
		FAIL

	}

	/**
	 * What becomes of messages that SQS itself moves to a dead-letter queue, because the
	 * queue of a group has a redrive policy.
	 */
	public enum QueueDeadLetters {

		/** They stay there. */
		LEAVE,

		/** They become dead letters of the group, and are deleted there. */
		ADOPT

	}

	/**
	 * Which messages a group gets, as SNS filters them.
	 *
	 * @param topic the topic
	 * @param group the group
	 * @param policy the filter policy, JSON about message attributes
	 */
	public record Filter(String topic, String group, String policy) {

	}

}
