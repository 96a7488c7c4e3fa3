// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody told SQS to do with messages of a queue that are received again and
 * again.
 *
 * @param queueArn the queue
 * @param targetArn the dead-letter queue
 * @param maxReceives how often a message is received before it is moved there
 */
record RedrivePolicy(String queueArn, String targetArn, int maxReceives) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static @Nullable RedrivePolicy read(Map<QueueAttributeName, String> attributes) {
		String policy = attributes.get(QueueAttributeName.REDRIVE_POLICY);
		if (policy == null || policy.isEmpty()) {
			return null;
		}
		JsonNode json = MAPPER.readTree(policy);
		return new RedrivePolicy(attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, ""),
				json.path("deadLetterTargetArn").asString(""), json.path("maxReceiveCount").asInt(0));
	}

	String queueName() {
		return name(this.queueArn);
	}

	// It is in the region and the account of the queue.

	String targetName() {
		return name(this.targetArn);
	}

	boolean hasMoved(Message message) {
		return this.queueArn.equals(message.attributes().get(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN));
	}

	String reason() {
		return "SQS moved it from queue " + queueName() + " to " + targetName() + " after " + this.maxReceives
				+ " receives, without saying why";
	}

	private static String name(String arn) {
		return arn.substring(arn.lastIndexOf(':') + 1);
	}

}
