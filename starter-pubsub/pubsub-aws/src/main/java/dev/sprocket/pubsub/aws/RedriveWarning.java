// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Says at the start what a redrive policy, which somebody else gave a queue, means beside
 * the retries of a subscription.
 *
 * @param queues the queues
 */
record RedriveWarning(QueueAdmin queues) {

	private static final Logger logger = LoggerFactory.getLogger(RedriveWarning.class);

	void check(String who, String name) {
		String url = this.queues.find(name);
		String policy = (url != null) ? this.queues.attributes(name, url).get(QueueAttributeName.REDRIVE_POLICY) : null;
		if (policy != null && !policy.isEmpty()) {
			logger.warn(warning(who, name, policy));
		}
	}

	static String warning(String who, String name, String policy) {
		return who + ": queue " + name + " has a redrive policy, " + policy
				+ ". SQS moves a message to the queue named there after maxReceiveCount receives, without a reason; "
				+ "every delivery, delay and take-over counts as one. Set maxReceiveCount well above the attempts of "
				+ "the retry policy, or dead letters go there instead";
	}

}
