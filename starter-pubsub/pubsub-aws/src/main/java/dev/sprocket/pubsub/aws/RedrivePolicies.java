// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Says at the start what a redrive policy, which somebody else gave a queue, means beside
 * the retries of a subscription, and what becomes of the messages that it moves.
 *
 * @param queues the queues
 * @param setting what is to become of them
 */
record RedrivePolicies(QueueAdmin queues, QueueDeadLetters setting) {

	private static final Logger logger = LoggerFactory.getLogger(RedrivePolicies.class);

	/**
	 * Look at the policy of a queue.
	 * @param who whose queue
	 * @param name its name
	 * @param deadLetters whether the group has dead letters
	 * @param fetch asks for messages
	 * @param clock the clock
	 * @return what it moves, or {@code null} if that is to stay where it is
	 */
	@Nullable MovedMessages open(String who, String name, boolean deadLetters, Fetch fetch, Clock clock) {
		String url = this.queues.find(name);
		RedrivePolicy policy = (url != null) ? RedrivePolicy.read(this.queues.attributes(name, url)) : null;
		if (policy == null) {
			return null;
		}
		if (this.setting == QueueDeadLetters.LEAVE) {
			logger.warn(warning(who, policy,
					"stays there; sprocket.pubsub.aws.queue-dead-letters=adopt makes dead letters of it"));
			return null;
		}
		try {
			GroupQueue target = target(who, policy, deadLetters);
			logger.warn(warning(who, policy, "becomes a dead letter of this group"));
			return new MovedMessages(target, policy, fetch, clock);
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.UNAVAILABLE || ex.kind() == ErrorKind.TIMEOUT) {
				throw ex;
			}
			logger.warn(warning(who, policy, "stays there" + permissions(ex, policy) + ": " + ex.getMessage()));
			return null;
		}
	}

	private GroupQueue target(String who, RedrivePolicy policy, boolean deadLetters) {
		if (!deadLetters) {
			throw new BackendException(ErrorKind.UNSUPPORTED, "dead letters of this group are off", null);
		}
		String name = policy.targetName();
		String url = this.queues.find(name);
		if (url == null) {
			throw new BackendException(ErrorKind.NOT_FOUND, "queue " + name + " does not exist", null);
		}
		List<String> sources = this.queues.deadLetterSources(name, url);
		if (sources.size() > 1) {
			throw new BackendException(ErrorKind.UNSUPPORTED,
					"queue " + name + " is the dead-letter queue of several queues, " + sources + "; give "
							+ policy.queueName() + " one of its own",
					null);
		}
		return new GroupQueue(this.queues.client(), who + ", dead-letter queue " + name, url);
	}

	static String permissions(BackendException failure, RedrivePolicy policy) {
		return (failure.kind() != ErrorKind.PERMISSION_DENIED) ? ""
				: ", allow sqs:GetQueueUrl, ListDeadLetterSourceQueues, ReceiveMessage, ChangeMessageVisibility and "
						+ "DeleteMessage of queue " + policy.targetName();
	}

	static String warning(String who, RedrivePolicy policy, String outcome) {
		return who + ": queue " + policy.queueName() + " has a redrive policy. SQS moves a message to queue "
				+ policy.targetName() + " after " + policy.maxReceives() + " receives (maxReceiveCount), without a "
				+ "reason; every delivery, delay and take-over counts as one. Let it be well above the attempts of the "
				+ "retry policy. What is moved " + outcome;
	}

}
