// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.TopicPartition;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * Kafka consumer groups.
 */
final class KafkaBackend implements Backend {

	/** Below {@code max.request.size}: room for headers, key and the record's frame. */
	private static final int OVERHEAD_BYTES = 64 * 1024;

	private static final int HEADER_BYTES = 48 * 1024;

	private static final int BATCH = 500;

	private static final int CHECK_MILLIS = 1000;

	static final String NAME = "kafka";

	private final KafkaSettings settings;

	private final Capabilities capabilities;

	private final KafkaAdmin admin;

	private final KafkaTopics topics;

	private final KafkaGroups groups;

	private final KafkaReach reach = new KafkaReach(this::check);

	private final Set<KafkaReceiver> receivers = ConcurrentHashMap.newKeySet();

	KafkaBackend(KafkaSettings settings) {
		this.settings = settings;
		this.capabilities = capabilities(settings);
		this.admin = new KafkaAdmin(settings);
		this.topics = new KafkaTopics(settings, this.admin);
		this.groups = new KafkaGroups(settings, this.admin, this.topics);
	}

	private static Capabilities capabilities(KafkaSettings settings) {
		Map<Capability, Support> support = new EnumMap<>(Capability.class);
		for (Capability capability : List.of(Capability.DURABILITY, Capability.GROUPS, Capability.KEY_ORDER,
				Capability.TOPIC_ORDER, Capability.LEASE, Capability.LAG)) {
			support.put(capability, Support.NATIVE);
		}
		for (Capability capability : List.of(Capability.RELEASE_DELAY, Capability.LEASE_EXTENSION,
				Capability.TIME_TO_LIVE, Capability.UNCOUNTED_RELEASE)) {
			support.put(capability, Support.EMULATED);
		}
		Limits limits = new Limits(BATCH, BATCH, settings.maxRequestSize() - OVERHEAD_BYTES, HEADER_BYTES,
				Duration.ZERO, Duration.ZERO);
		return new Capabilities(support, true, settings.maxIdle(), limits);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Capabilities capabilities() {
		return this.capabilities;
	}

	@Override
	public Sender openSender() {
		return new KafkaSender(this.settings, this.topics);
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		List<TopicPartition> partitions = this.topics.partitionsFor(spec);
		if (spec.ordering() == Ordering.TOPIC && partitions.size() > 1) {
			throw new BackendException(ErrorKind.INVALID,
					"Topic '" + spec.topic() + "' has " + partitions.size()
							+ " partitions, and Kafka keeps no order between them, but group '" + spec.group()
							+ "' asks for ordering TOPIC. Use ordering KEY, or a topic with one partition.",
					null);
		}
		this.groups.declare(spec.topic(), spec.group(), partitions);
		KafkaReceiver receiver = new KafkaReceiver(this.settings, spec, listener, this.topics, this.reach,
				this.receivers::remove);
		this.receivers.add(receiver);
		return receiver;
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.groups.declare(topic, group, this.topics.partitions(topic));
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.groups.remove(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.groups.lag(topic, group);
	}

	@Override
	public void check() {
		this.admin.call("Reaching Kafka at " + this.settings.bootstrapServers(),
				(admin) -> admin.describeCluster(new DescribeClusterOptions().timeoutMs(CHECK_MILLIS)).nodes());
	}

	@Override
	public void close() {
		this.receivers.forEach(KafkaReceiver::shutDown);
		this.admin.close();
	}

}
