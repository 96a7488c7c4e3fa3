// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Topics that are queues of somebody else's, by their names: such a queue is used as it
 * is, never made, changed or removed. All other topics are left to others.
 */
final class NamedQueues implements Topics {

	private final Map<String, String> names;

	private final QueueAdmin queues;

	private final Topics others;

	private final Map<String, String> groups = new ConcurrentHashMap<>();

	NamedQueues(Map<String, String> names, QueueAdmin queues, Topics others) {
		this.names = names;
		this.queues = queues;
		this.others = others;
	}

	@Override
	public List<SendOutcome> send(String topic, List<WireMessage> messages) {
		String name = this.names.get(topic);
		return (name != null) ? QueueTopics.send(this.queues, topic, url("Topic " + topic, topic, name), messages)
				: this.others.send(topic, messages);
	}

	@Override
	public String declare(String topic, String group) {
		String name = this.names.get(topic);
		if (name == null) {
			return this.others.declare(topic, group);
		}
		String who = "Topic " + topic + ", group " + group;
		String url = url(who, topic, name);
		String first = this.groups.putIfAbsent(topic, group);
		if (first != null && !first.equals(group)) {
			throw new BackendException(ErrorKind.UNSUPPORTED,
					who + ": the topic is queue " + name + ", which has one group, and that is " + first, null);
		}
		return url;
	}

	private String url(String who, String topic, String name) {
		String url = this.queues.find(name);
		if (url == null) {
			throw new BackendException(ErrorKind.NOT_FOUND, who + ": queue " + name
					+ " does not exist; create it, or correct sprocket.pubsub.aws.queues" + key(topic), null);
		}
		return url;
	}

	private static String key(String topic) {
		return (topic.indexOf('.') < 0) ? "." + topic : "[" + topic + "]";
	}

	@Override
	public String queueName(String topic, String group) {
		String name = this.names.get(topic);
		return (name != null) ? name : this.others.queueName(topic, group);
	}

	@Override
	public boolean hasGroups(String topic) {
		return !this.names.containsKey(topic) && this.others.hasGroups(topic);
	}

	@Override
	public boolean remove(String topic, String group) {
		if (!this.names.containsKey(topic)) {
			return this.others.remove(topic, group);
		}
		// another process may read for it: the queue does not say
		this.groups.remove(topic, group);
		return true;
	}

	@Override
	public void check() {
		this.others.check();
	}

}
