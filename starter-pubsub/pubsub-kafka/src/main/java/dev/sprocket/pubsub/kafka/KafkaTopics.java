// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;

/**
 * Knows which topics exist and creates those that do not, so that a missing topic is
 * neither a minute of waiting inside a client nor a silent default.
 */
final class KafkaTopics {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * A look-up without an answer takes as long as a call may; others need not learn it
	 * so.
	 */
	private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final KafkaSettings settings;

	private final KafkaAdmin admin;

	private final LongSupplier nanoTime;

	private final Map<String, Boolean> known = new ConcurrentHashMap<>();

	private volatile @Nullable Silence silence;

	KafkaTopics(KafkaSettings settings, KafkaAdmin admin) {
		this(settings, admin, System::nanoTime);
	}

	KafkaTopics(KafkaSettings settings, KafkaAdmin admin, LongSupplier nanoTime) {
		this.settings = settings;
		this.admin = admin;
		this.nanoTime = nanoTime;
	}

	/**
	 * Check that a topic exists, once. A cluster that did not answer is not asked again
	 * for a moment, so that of many who publish only the first waits.
	 * @param topic the topic
	 * @throws BackendException {@link ErrorKind#NOT_FOUND} if it does not and is not to
	 * be created
	 */
	void require(String topic) {
		if (this.known.containsKey(topic)) {
			return;
		}
		requireAnswers(topic);
		try {
			partitions(topic);
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.TIMEOUT) {
				this.silence = new Silence(this.nanoTime.getAsLong(), ex);
			}
			throw ex;
		}
	}

	private void requireAnswers(String topic) {
		Silence last = this.silence;
		if (last != null && this.nanoTime.getAsLong() - last.since < SILENCE_NANOS) {
			throw new BackendException(ErrorKind.UNAVAILABLE,
					"Topic '" + topic + "' is not looked up now, since Kafka at " + this.settings.bootstrapServers()
							+ " did not answer a moment ago: " + last.failure.getMessage(),
					last.failure);
		}
	}

	/**
	 * Look again the next time: the topic may have been deleted.
	 * @param topic the topic
	 */
	void forget(String topic) {
		this.known.remove(topic);
	}

	/**
	 * Return the partitions of a topic, created if need be.
	 * @param topic the topic
	 * @return its partitions now
	 */
	List<TopicPartition> partitions(String topic) {
		return partitions(topic, this.settings.topics());
	}

	/**
	 * Return the partitions of the topic of a receiver, created if need be: with one
	 * partition where the order of the whole topic is asked for.
	 * @param spec what is to be received
	 * @return its partitions now
	 */
	List<TopicPartition> partitionsFor(ReceiverSpec spec) {
		KafkaTopicPolicy policy = this.settings.topics();
		return partitions(spec.topic(), (spec.ordering() == Ordering.TOPIC)
				? new KafkaTopicPolicy(policy.creates(), 1, policy.replicationFactor()) : policy);
	}

	private List<TopicPartition> partitions(String topic, KafkaTopicPolicy policy) {
		int count;
		try {
			count = partitionCount(topic);
		}
		catch (BackendException ex) {
			if (ex.kind() != ErrorKind.NOT_FOUND) {
				throw ex;
			}
			count = create(topic, policy, ex);
		}
		this.known.put(topic, true);
		return numbered(topic, count);
	}

	/**
	 * Return the partitions of a topic, never created.
	 * @param topic the topic
	 * @return its partitions now
	 * @throws BackendException {@link ErrorKind#NOT_FOUND} if it does not exist
	 */
	List<TopicPartition> existing(String topic) {
		return numbered(topic, partitionCount(topic));
	}

	private static List<TopicPartition> numbered(String topic, int count) {
		return IntStream.range(0, count).mapToObj((number) -> new TopicPartition(topic, number)).toList();
	}

	/**
	 * Return what tells a topic from others of its name. Asked anew each time: an address
	 * may lead to another cluster some day.
	 * @param topic the topic
	 * @return its id
	 * @throws BackendException {@link ErrorKind#NOT_FOUND} if it does not exist
	 */
	KafkaTopicId id(String topic) {
		Uuid id = described(topic).topicId();
		return KafkaTopicId.of(this.admin.call("Looking up the cluster of topic '" + topic + "'",
				(admin) -> admin.describeCluster().clusterId()), id);
	}

	private int partitionCount(String topic) {
		return described(topic).partitions().size();
	}

	private TopicDescription described(String topic) {
		return this.admin.call("Looking up topic '" + topic + "'",
				(admin) -> Objects.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
	}

	private int create(String topic, KafkaTopicPolicy policy, BackendException missing) {
		if (!policy.creates()) {
			throw new BackendException(ErrorKind.NOT_FOUND,
					"Topic '" + topic + "' does not exist on " + this.settings.bootstrapServers()
							+ ". Create it, or set sprocket.pubsub.kafka.missing-topics=create.",
					missing);
		}
		try {
			this.admin.call("Creating topic '" + topic + "'", (admin) -> created(admin, topic, policy).all());
		}
		catch (BackendException ex) {
			if (ex.getCause() instanceof PolicyViolationException violation) {
				throw refused(topic, violation);
			}
			if (ex.kind() != ErrorKind.ALREADY_EXISTS) {
				throw ex;
			}
		}
		return awaitServed(topic);
	}

	private static BackendException refused(String topic, PolicyViolationException violation) {
		return new BackendException(ErrorKind.PERMISSION_DENIED,
				"The policy of the brokers does not allow topic '" + topic + "' to be created: "
						+ violation.getMessage() + ". Create the topic as the policy demands, or set "
						+ "sprocket.pubsub.kafka.partitions and sprocket.pubsub.kafka.replication-factor so that it "
						+ "allows it.",
				violation);
	}

	// A topic is made a moment before every broker knows it and its leaders serve it.

	private int awaitServed(String topic) {
		Deadline deadline = Deadline.after(this.settings.timeout());
		while (true) {
			try {
				List<TopicPartition> partitions = existing(topic);
				this.admin.call("Waiting for topic '" + topic + "'",
						(admin) -> admin.listOffsets(ends(partitions)).all());
				return partitions.size();
			}
			catch (BackendException ex) {
				if (ex.kind() != ErrorKind.NOT_FOUND) {
					throw ex;
				}
				if (deadline.isOver()) {
					throw new BackendException(ErrorKind.UNAVAILABLE,
							"Topic '" + topic + "' was created, and no broker serves it yet", ex);
				}
				LockSupport.parkNanos(this, PAUSE_NANOS);
			}
		}
	}

	private static Map<TopicPartition, OffsetSpec> ends(List<TopicPartition> partitions) {
		return partitions.stream().collect(Collectors.toMap(Function.identity(), (partition) -> OffsetSpec.latest()));
	}

	private static CreateTopicsResult created(Admin admin, String topic, KafkaTopicPolicy policy) {
		return admin.createTopics(List.of(new NewTopic(topic, Optional.ofNullable(policy.partitions()),
				Optional.ofNullable(policy.replicationFactor()))));
	}

	/**
	 * A look-up that was not answered.
	 *
	 * @param since when it ended
	 * @param failure what was thrown
	 */
	private record Silence(long since, BackendException failure) {

	}

}
