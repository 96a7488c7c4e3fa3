// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Without fan-out: a topic is one queue, which belongs to the first group that asks for
 * it.
 */
final class QueueTopics implements Topics {

	private static final String OWNER = "sprocket-group";

	private final QueueAdmin queues;

	private final AwsSettings settings;

	private final AwsNames names;

	QueueTopics(QueueAdmin queues, AwsSettings settings) {
		this.queues = queues;
		this.settings = settings;
		this.names = new AwsNames(settings.fifo());
	}

	@Override
	public List<SendOutcome> send(String topic, List<WireMessage> messages) {
		String name = this.names.queue(topic);
		String url = this.queues.require("Topic " + topic, name, Map.of());
		try {
			return send(this.queues, topic, url, messages);
		}
		catch (BackendException ex) {
			if (AwsErrors.isMissing(ex)) {
				this.queues.forget(name);
			}
			throw ex;
		}
	}

	static List<SendOutcome> send(QueueAdmin queues, String topic, String url, List<WireMessage> messages) {
		List<SendMessageBatchRequestEntry> entries = new ArrayList<>(messages.size());
		for (int i = 0; i < messages.size(); i++) {
			entries.add(entry(String.valueOf(i), messages.get(i)));
		}
		try {
			SendMessageBatchResponse answer = queues.client()
				.sendMessageBatch((request) -> request.queueUrl(url).entries(entries));
			Batches.Outcomes outcomes = new Batches.Outcomes(topic, messages.size());
			answer.successful().forEach((stored) -> outcomes.stored(stored.id(), stored.messageId()));
			answer.failed()
				.forEach((entry) -> outcomes.failed(entry.id(), entry.code(), entry.message(), entry.senderFault()));
			return outcomes.all();
		}
		catch (SdkException ex) {
			throw AwsErrors.of("Topic " + topic, ex);
		}
	}

	private static SendMessageBatchRequestEntry entry(String id, WireMessage message) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		message.attributes()
			.forEach((name, value) -> attributes.put(name,
					MessageAttributeValue.builder().dataType(WireMessage.TEXT).stringValue(value).build()));
		return SendMessageBatchRequestEntry.builder()
			.id(id)
			.messageBody(message.body())
			.messageAttributes(attributes)
			.messageGroupId(message.groupId())
			.messageDeduplicationId(message.deduplicationId())
			.build();
	}

	@Override
	public String declare(String topic, String group) {
		String name = this.names.queue(topic);
		String who = "Topic " + topic + ", group " + group;
		String url = this.queues.require(who, name, Map.of());
		String owner = this.queues.tag(name, url, OWNER);
		if (owner == null && this.settings.missing() == Missing.CREATE) {
			this.queues.tag(name, url, OWNER, group);
			owner = this.queues.tag(name, url, OWNER);
		}
		if (isAnother(owner, group)) {
			throw new BackendException(ErrorKind.UNSUPPORTED,
					who + ": without fan-out a topic has one group, and queue " + name + " is that of group " + owner
							+ "; set sprocket.pubsub.aws.fan-out=sns for several",
					null);
		}
		return url;
	}

	private static boolean isAnother(@Nullable String owner, String group) {
		return owner != null && !owner.equals(group);
	}

	@Override
	public String queueName(String topic, String group) {
		return this.names.queue(topic);
	}

	@Override
	public boolean hasGroups(String topic) {
		return false;
	}

	@Override
	public boolean remove(String topic, String group) {
		String name = this.names.queue(topic);
		String url = this.queues.find(name);
		if (url == null || isAnother(this.queues.tag(name, url, OWNER), group)) {
			return false;
		}
		this.queues.delete(name);
		return true;
	}

	@Override
	public void check() {
		this.queues.check();
	}

}
