// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Keeps what is published to a topic before it has a group, in a queue of its own, and
 * gives it to the first group. Each step leaves a message in two queues rather than in
 * none: whoever is interrupted may double what is moved, never lose it.
 */
final class Unclaimed {

	private static final Logger logger = LoggerFactory.getLogger(Unclaimed.class);

	private static final String FIRST_GROUP = "sprocket-first-group";

	private static final String NOBODY = "-";

	/** Of a move that is cut off, what was in hand comes again after that. */
	private static final int MOVE_SECONDS = 20;

	/** Of a request that waits, an empty answer means that there is nothing. */
	private static final int WAIT_SECONDS = 1;

	private final QueueAdmin queues;

	private final Subscriptions subscriptions;

	private final AwsNames names;

	private final AwsSettings settings;

	Unclaimed(QueueAdmin queues, Subscriptions subscriptions, AwsNames names, AwsSettings settings) {
		this.queues = queues;
		this.subscriptions = subscriptions;
		this.names = names;
		this.settings = settings;
	}

	/**
	 * See to it that a topic has a queue before something is published to it.
	 * @param topic the topic
	 * @param topicArn its ARN
	 */
	void open(String topic, String topicArn) {
		if (!this.subscriptions.keepers(topicArn).isEmpty()) {
			return;
		}
		if (this.settings.missing() == Missing.FAIL) {
			throw new BackendException(ErrorKind.NOT_FOUND,
					"Topic " + topic + ": no queue is subscribed to " + topicArn
							+ ", and what is published would be lost; subscribe one, "
							+ "or set sprocket.pubsub.aws.missing=create",
					null);
		}
		String name = this.names.unclaimed(topic);
		String url = subscribe(topic, topicArn, name);
		if (this.subscriptions.keepers(topicArn).size() > 1) {
			// a group came meanwhile, and may not have seen this queue
			this.subscriptions.unsubscribe(topicArn, name, url);
		}
	}

	private String subscribe(String topic, String topicArn, String name) {
		String url = this.queues.require("Topic " + topic, name, Subscriptions.attributes(name, topicArn));
		this.queues.tag(name, url, FIRST_GROUP, NOBODY);
		this.subscriptions.subscribe("Topic " + topic, topicArn, name, url, Map.of("RawMessageDelivery", "true"));
		return url;
	}

	/**
	 * Keep for the next group what is published after the last one is gone, unless
	 * nothing may be created: then that is refused, as before the first.
	 * @param topic the topic
	 * @param topicArn its ARN
	 * @param leaving the name of the queue that goes
	 * @param leavingUrl its URL
	 */
	void reopenAfter(String topic, String topicArn, String leaving, String leavingUrl) {
		if (this.settings.missing() == Missing.FAIL) {
			return;
		}
		List<String> keepers = this.subscriptions.keepers(topicArn);
		if (keepers.equals(List.of(this.subscriptions.queueArn(leaving, leavingUrl)))) {
			subscribe(topic, topicArn, this.names.unclaimed(topic));
		}
	}

	/**
	 * Give a group what is kept so far, if it is the first.
	 * @param topic the topic
	 * @param group the group
	 * @param target the URL of the queue of the group
	 * @throws BackendException {@link ErrorKind#UNAVAILABLE} while somebody else has some
	 * of it in hand and order matters: it would come after what is published from now on
	 */
	void move(String topic, String group, String target) {
		String name = this.names.unclaimed(topic);
		String url = this.queues.find(name);
		if (url != null && isFirst(name, url, group)) {
			if (this.settings.fifo()) {
				// not afterwards: what is moved may be counted for another minute
				requireNoneInHand(topic, group, name, url);
			}
			move(name, url, target, 0);
		}
	}

	/**
	 * Give a group what is kept, if it is the first; its queue is subscribed already.
	 * @param topic the topic
	 * @param group the group
	 * @param topicArn the ARN of the topic
	 * @param target the URL of the queue of the group
	 * @throws BackendException {@link ErrorKind#UNAVAILABLE} while somebody else has some
	 * of it in hand, another instance or one that was stopped
	 */
	void claim(String topic, String group, String topicArn, String target) {
		String name = this.names.unclaimed(topic);
		String url = this.queues.find(name);
		if (url == null || !isFirst(name, url, group)) {
			return;
		}
		move(name, url, target, 0);
		this.subscriptions.unsubscribe(topicArn, name, url);
		// what was on its way to the queue when it was unsubscribed, and what was where
		// a request that does not wait did not look
		move(name, url, target, WAIT_SECONDS);
		requireNoneInHand(topic, group, name, url);
	}

	private void requireNoneInHand(String topic, String group, String name, String url) {
		if (this.queues.inHand(name, url) > 0) {
			throw new BackendException(ErrorKind.UNAVAILABLE,
					"Topic " + topic + ", group " + group + ": some of what it takes over from queue " + name
							+ " is in the hands of another instance, or of one that was stopped, for " + MOVE_SECONDS
							+ " seconds at most; then it looks again",
					null);
		}
	}

	private boolean isFirst(String name, String url, String group) {
		String first = this.queues.tag(name, url, FIRST_GROUP);
		if (first == null || first.equals(NOBODY)) {
			this.queues.tag(name, url, FIRST_GROUP, group);
			first = this.queues.tag(name, url, FIRST_GROUP);
		}
		return group.equals(first);
	}

	private void move(String name, String url, String target, int waitSeconds) {
		GroupQueue source = new GroupQueue(this.queues.client(), "Queue " + name, url);
		List<Message> messages = source.receive(Batches.MAX_ENTRIES, waitSeconds, MOVE_SECONDS);
		while (!messages.isEmpty()) {
			move(source, target, messages);
			messages = source.receive(Batches.MAX_ENTRIES, waitSeconds, MOVE_SECONDS);
		}
	}

	private void move(GroupQueue source, String target, List<Message> messages) {
		try {
			inTurns(messages).stream()
				.flatMap((turn) -> Batches.of(turn, Unclaimed::bytes, this.settings.requestBytes()).stream())
				.forEach((some) -> moveBatch(source, target, some));
		}
		catch (BackendException ex) {
			giveBack(source, messages);
			throw ex;
		}
	}

	// No two of a FIFO group in one request, which may store the second and not the
	// first.

	static Collection<List<Message>> inTurns(List<Message> messages) {
		Map<Integer, List<Message>> turns = new TreeMap<>();
		Map<String, Integer> ofGroups = new HashMap<>();
		for (Message message : messages) {
			String group = fifo(message, MessageSystemAttributeName.MESSAGE_GROUP_ID);
			int turn = (group != null) ? ofGroups.merge(group, 1, Integer::sum) : 1;
			turns.computeIfAbsent(turn, (first) -> new ArrayList<>()).add(message);
		}
		return turns.values();
	}

	// So that whoever tries again finds them.

	private static void giveBack(GroupQueue source, List<Message> messages) {
		try {
			source.hide(messages.stream().map((message) -> receipt(source, message)).toList(),
					Collections.nCopies(messages.size(), 0));
		}
		catch (BackendException ex) {
			logger.debug("{}: messages that could not be moved could not be given back", source.who(), ex);
		}
	}

	private void moveBatch(GroupQueue source, String target, List<Message> messages) {
		List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
		messages.forEach((message) -> entries.add(copy(String.valueOf(entries.size()), message)));
		SendMessageBatchResponse answer = send(source, target, entries);
		List<Receipt> stored = answer.successful()
			.stream()
			.map((entry) -> messages.get(Integer.parseInt(entry.id())))
			.map((message) -> receipt(source, message))
			.toList();
		if (!stored.isEmpty()) {
			source.delete(stored);
		}
		answer.failed().stream().findFirst().ifPresent((entry) -> {
			throw AwsErrors.of(source.who() + ": a message cannot be moved to " + target, entry.code(), entry.message(),
					entry.senderFault());
		});
	}

	private static Receipt receipt(GroupQueue source, Message message) {
		return new Receipt(source, message.receiptHandle(), 0, MOVE_SECONDS);
	}

	private SendMessageBatchResponse send(GroupQueue source, String target,
			List<SendMessageBatchRequestEntry> entries) {
		try {
			return this.queues.client().sendMessageBatch((request) -> request.queueUrl(target).entries(entries));
		}
		catch (SdkException ex) {
			throw AwsErrors.of(source.who() + ": what it holds cannot be moved", ex);
		}
	}

	private static int bytes(Message message) {
		int bytes = WireMessage.utf8Length(message.body());
		for (Map.Entry<String, MessageAttributeValue> attribute : message.messageAttributes().entrySet()) {
			MessageAttributeValue value = attribute.getValue();
			bytes += WireMessage.utf8Length(attribute.getKey()) + WireMessage.utf8Length(value.dataType());
			bytes += (value.stringValue() != null) ? WireMessage.utf8Length(value.stringValue())
					: value.binaryValue().asByteArrayUnsafe().length;
		}
		return bytes;
	}

	private static SendMessageBatchRequestEntry copy(String id, Message message) {
		return SendMessageBatchRequestEntry.builder()
			.id(id)
			.messageBody(message.body())
			.messageAttributes(message.messageAttributes())
			.messageGroupId(fifo(message, MessageSystemAttributeName.MESSAGE_GROUP_ID))
			.messageDeduplicationId(fifo(message, MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID))
			.build();
	}

	private static @Nullable String fifo(Message message, MessageSystemAttributeName name) {
		return message.attributes().get(name);
	}

}
