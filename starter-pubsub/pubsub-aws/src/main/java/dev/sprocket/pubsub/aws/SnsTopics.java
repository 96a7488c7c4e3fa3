// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * With fan-out: an SNS topic, to which the queue of each group subscribes. A topic always
 * has a queue, for SNS drops what nobody subscribes to: until its first group comes that
 * is its unclaimed queue.
 */
final class SnsTopics implements Topics {

	private final SnsClient sns;

	private final QueueAdmin queues;

	private final AwsSettings settings;

	private final AwsNames names;

	private final TopicArns arns;

	private final Subscriptions subscriptions;

	private final Unclaimed unclaimed;

	SnsTopics(SnsClient sns, QueueAdmin queues, AwsSettings settings) {
		this.sns = sns;
		this.queues = queues;
		this.settings = settings;
		this.names = new AwsNames(settings.fifo());
		this.subscriptions = new Subscriptions(sns, queues, settings);
		this.unclaimed = new Unclaimed(queues, this.subscriptions, this.names, settings);
		this.arns = new TopicArns(sns, settings, this.names);
	}

	@Override
	public List<SendOutcome> send(String topic, List<WireMessage> messages) {
		String arn = this.arns.published(topic, this.unclaimed::open);
		List<PublishBatchRequestEntry> entries = new ArrayList<>(messages.size());
		for (int i = 0; i < messages.size(); i++) {
			entries.add(entry(String.valueOf(i), messages.get(i)));
		}
		try {
			return outcomes(topic, messages.size(),
					this.sns.publishBatch((request) -> request.topicArn(arn).publishBatchRequestEntries(entries)));
		}
		catch (SdkException ex) {
			BackendException failure = AwsErrors.of("Topic " + topic, ex);
			if (AwsErrors.isMissing(failure)) {
				this.arns.forget(topic);
			}
			throw failure;
		}
	}

	private static List<SendOutcome> outcomes(String topic, int size, PublishBatchResponse answer) {
		Batches.Outcomes outcomes = new Batches.Outcomes(topic, size);
		answer.successful().forEach((stored) -> outcomes.stored(stored.id(), stored.messageId()));
		answer.failed()
			.forEach((entry) -> outcomes.failed(entry.id(), entry.code(), entry.message(), entry.senderFault()));
		return outcomes.all();
	}

	private static PublishBatchRequestEntry entry(String id, WireMessage message) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		message.attributes()
			.forEach((name, value) -> attributes.put(name,
					MessageAttributeValue.builder().dataType(WireMessage.TEXT).stringValue(value).build()));
		return PublishBatchRequestEntry.builder()
			.id(id)
			.message(message.body())
			.messageAttributes(attributes)
			.messageGroupId(message.groupId())
			.messageDeduplicationId(message.deduplicationId())
			.build();
	}

	@Override
	public String declare(String topic, String group) {
		String name = this.names.queue(topic, group);
		String who = "Topic " + topic + ", group " + group;
		String arn = this.arns.of(topic);
		String url = this.queues.require(who, name, Subscriptions.attributes(name, arn));
		if (this.settings.missing() == Missing.FAIL) {
			this.subscriptions.require(who, arn, name, url);
			return url;
		}
		try {
			// what is there goes ahead of what comes: keys keep their order
			this.unclaimed.move(topic, group, url);
			this.subscriptions.subscribe(topic, group, arn, name, url);
			this.unclaimed.claim(topic, group, arn, url);
			return url;
		}
		catch (BackendException ex) {
			// the topic may have been deleted by others: look for it again next time
			this.arns.forget(topic);
			throw ex;
		}
	}

	@Override
	public String queueName(String topic, String group) {
		return this.names.queue(topic, group);
	}

	@Override
	public boolean hasGroups(String topic) {
		return true;
	}

	@Override
	public boolean remove(String topic, String group) {
		String name = this.names.queue(topic, group);
		String url = this.queues.find(name);
		if (url == null) {
			return false;
		}
		String arn = this.arns.of(topic);
		this.unclaimed.reopenAfter(topic, arn, name, url);
		this.subscriptions.unsubscribe(arn, name, url);
		this.queues.delete(name);
		return true;
	}

	@Override
	public void check() {
		this.queues.check();
		this.arns.check();
	}

}
