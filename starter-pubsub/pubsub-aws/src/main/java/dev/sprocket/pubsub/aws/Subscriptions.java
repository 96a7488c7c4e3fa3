// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Connects queues to SNS topics: subscriptions with raw delivery, and queue policies that
 * let the topic send. What is there and different is never changed.
 */
final class Subscriptions {

	private static final Logger logger = LoggerFactory.getLogger(Subscriptions.class);

	/** How a subscription begins that is not PendingConfirmation, nor Deleted. */
	private static final String CONFIRMED = "arn:";

	/** Protocols of subscribers that SNS delivers to until they have it. */
	private static final Set<String> KEEPING = Set.of("sqs", "lambda", "firehose");

	private final SnsClient sns;

	private final QueueAdmin queues;

	private final AwsSettings settings;

	private final Set<List<String>> warned = ConcurrentHashMap.newKeySet();

	Subscriptions(SnsClient sns, QueueAdmin queues, AwsSettings settings) {
		this.sns = sns;
		this.queues = queues;
		this.settings = settings;
	}

	/**
	 * Return what a new queue needs so that a topic can send to it.
	 * @param name the name of the queue, which is where the topic is
	 * @param topicArn the topic
	 * @return its policy
	 */
	static Map<QueueAttributeName, String> attributes(String name, String topicArn) {
		String[] parts = topicArn.split(":");
		String queueArn = String.join(":", parts[0], parts[1], "sqs", parts[3], parts[4], name);
		return Map.of(QueueAttributeName.POLICY, QueuePolicy.allow(queueArn, topicArn));
	}

	void subscribe(String topic, String group, String topicArn, String name, String url) {
		Map<String, String> attributes = new HashMap<>();
		attributes.put("RawMessageDelivery", "true");
		this.settings.filters()
			.stream()
			.filter((filter) -> filter.topic().equals(topic) && filter.group().equals(group))
			.forEach((filter) -> attributes.put("FilterPolicy", filter.policy()));
		subscribe("Topic " + topic + ", group " + group, topicArn, name, url, attributes);
	}

	void subscribe(String who, String topicArn, String name, String url, Map<String, String> attributes) {
		Map<QueueAttributeName, String> queue = this.queues.attributes(name, url);
		String queueArn = String.valueOf(queue.get(QueueAttributeName.QUEUE_ARN));
		allow(who, topicArn, name, url, queueArn, queue.get(QueueAttributeName.POLICY));
		requireSize(who, name, queue.get(QueueAttributeName.MAXIMUM_MESSAGE_SIZE));
		try {
			this.sns.subscribe((request) -> request.topicArn(topicArn)
				.protocol("sqs")
				.endpoint(queueArn)
				.attributes(attributes)
				.returnSubscriptionArn(true));
		}
		catch (InvalidParameterException ex) {
			if (find(topicArn, queueArn) == null) {
				throw AwsErrors.of(who + ": queue " + name + " cannot subscribe", ex);
			}
			logger.warn(who + ": queue " + name
					+ " is subscribed already, with other settings than these, which are left as they are: "
					+ attributes);
		}
		catch (SdkException ex) {
			throw AwsErrors.of(who + ": queue " + name + " cannot subscribe", ex);
		}
	}

	private void allow(String who, String topicArn, String name, String url, String queueArn, @Nullable String policy) {
		if (policy == null || policy.isEmpty()) {
			this.queues.policy(name, url, QueuePolicy.allow(queueArn, topicArn));
			return;
		}
		QueuePolicy given = QueuePolicy.read(policy);
		String unnamed = who + ": queue " + name + " has a policy that does not name topic " + topicArn;
		if (given.names(topicArn)) {
			return;
		}
		if (!given.mayMean(topicArn)) {
			throw new BackendException(ErrorKind.PERMISSION_DENIED,
					unnamed + ", which could not send to it; add a statement that allows it sqs:SendMessage", null);
		}
		if (this.warned.add(List.of(name, topicArn))) {
			logger.warn(unnamed + " but a wildcard or an account that may mean it; nothing arrives unless that "
					+ "statement allows it sqs:SendMessage");
		}
	}

	// SNS has stored what a queue then refuses, and drops it.

	private void requireSize(String who, String name, @Nullable String bytes) {
		if (bytes != null && Integer.parseInt(bytes) < this.settings.messageBytes()) {
			throw new BackendException(ErrorKind.INVALID, who + ": queue " + name + " takes messages of " + bytes
					+ " bytes at most, and SNS would drop larger ones, up to sprocket.pubsub.aws.max-message-size of "
					+ this.settings.messageBytes() + " bytes; raise MaximumMessageSize of the queue", null);
		}
	}

	/**
	 * Check that a queue is subscribed, and takes what may be published.
	 * @param who for whom, to begin the message of a failure
	 * @param topicArn the topic
	 * @param name the name of the queue
	 * @param url its URL
	 */
	void require(String who, String topicArn, String name, String url) {
		Map<QueueAttributeName, String> queue = this.queues.attributes(name, url);
		requireSize(who, name, queue.get(QueueAttributeName.MAXIMUM_MESSAGE_SIZE));
		if (find(topicArn, String.valueOf(queue.get(QueueAttributeName.QUEUE_ARN))) == null) {
			throw new BackendException(ErrorKind.NOT_FOUND, who + ": queue " + name + " is not subscribed to "
					+ topicArn + "; subscribe it, or set sprocket.pubsub.aws.missing=create", null);
		}
	}

	void unsubscribe(String topicArn, String name, String url) {
		String subscription = find(topicArn, queueArn(name, url));
		if (subscription == null) {
			return;
		}
		try {
			this.sns.unsubscribe((request) -> request.subscriptionArn(subscription));
		}
		catch (SdkException ex) {
			throw AwsErrors.of("Queue " + name + " cannot unsubscribe from " + topicArn, ex);
		}
	}

	String queueArn(String name, String url) {
		return String.valueOf(this.queues.attributes(name, url).get(QueueAttributeName.QUEUE_ARN));
	}

	/**
	 * Return who keeps what is published: neither people, whom a copy may reach, nor
	 * whoever has not confirmed yet, who gets nothing.
	 * @param topicArn the topic
	 * @return the ARNs of queues, functions and streams that are subscribed
	 */
	List<String> keepers(String topicArn) {
		return confirmed(topicArn).stream()
			.filter((subscription) -> KEEPING.contains(subscription.protocol()))
			.map(Subscription::endpoint)
			.toList();
	}

	private @Nullable String find(String topicArn, String queueArn) {
		return confirmed(topicArn).stream()
			.filter((subscription) -> subscription.endpoint().equals(queueArn))
			.map(Subscription::subscriptionArn)
			.findFirst()
			.orElse(null);
	}

	private List<Subscription> confirmed(String topicArn) {
		try {
			return this.sns.listSubscriptionsByTopicPaginator((request) -> request.topicArn(topicArn))
				.subscriptions()
				.stream()
				.filter((subscription) -> subscription.subscriptionArn().startsWith(CONFIRMED))
				.toList();
		}
		catch (SdkException ex) {
			throw AwsErrors.of("The subscriptions of " + topicArn, ex);
		}
	}

}
