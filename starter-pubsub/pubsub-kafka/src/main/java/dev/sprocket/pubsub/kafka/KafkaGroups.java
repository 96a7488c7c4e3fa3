// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;

/**
 * Declares, removes and measures groups. A group of Kafka spans topics, one of ours
 * belongs to a topic: the Kafka group of {@code activity} on {@code orders} is
 * {@code orders.activity}, so that a member that comes or goes on one topic moves no
 * partition of another.
 */
final class KafkaGroups {

	private final KafkaSettings settings;

	private final KafkaAdmin admin;

	private final KafkaTopics topics;

	KafkaGroups(KafkaSettings settings, KafkaAdmin admin, KafkaTopics topics) {
		this.settings = settings;
		this.admin = admin;
		this.topics = topics;
	}

	static String id(String topic, String group) {
		return topic + "." + group;
	}

	/**
	 * Give a group without positions its first ones: where the user says, else the end of
	 * each partition, or the beginning if no group read the topic before. The ends are
	 * read before the positions are: were it the other way round, another member could
	 * declare the group and publish in between, and its message would be skipped.
	 * @param topic the topic
	 * @param group the group
	 * @param partitions the partitions of the topic
	 */
	void declare(String topic, String group, List<TopicPartition> partitions) {
		Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
		String id = id(topic, group);
		if (!positions(id, partitions).isEmpty()) {
			return;
		}
		try {
			commit(id, partitions, beginsAtEnd(partitions) ? ends : offsets(partitions, OffsetSpec.earliest()));
		}
		catch (BackendException ex) {
			if (!(ex.getCause() instanceof UnknownMemberIdException)) {
				throw ex;
			}
			requireOwnMembers(topic, group, partitions, ex);
		}
	}

	private boolean beginsAtEnd(List<TopicPartition> partitions) {
		String begin = this.settings.newGroupsBegin();
		return (begin != null) ? begin.equals(KafkaSettings.LATEST) : hasReaders(partitions);
	}

	private void commit(String id, List<TopicPartition> partitions, Map<TopicPartition, Long> start) {
		Map<TopicPartition, OffsetAndMetadata> offsets = partitions.stream()
			.collect(Collectors.toMap(Function.identity(),
					(partition) -> new OffsetAndMetadata(start.getOrDefault(partition, 0L))));
		this.admin.call("Declaring group '" + id + "'", (admin) -> admin.alterConsumerGroupOffsets(id, offsets).all());
	}

	// Kafka takes positions for a group without members only. A member of ours declares
	// the group before it joins, or is about to read a topic that was created anew.

	private void requireOwnMembers(String topic, String group, List<TopicPartition> partitions,
			BackendException refusal) {
		String id = id(topic, group);
		if (!positions(id, partitions).isEmpty()) {
			return;
		}
		Set<String> read = topicsOfMembers(id);
		if (read.isEmpty()) {
			throw new BackendException(ErrorKind.UNAVAILABLE,
					"Group '" + id + "' cannot be declared yet: it has members that have no partitions", refusal);
		}
		if (!read.contains(topic)) {
			throw new BackendException(ErrorKind.INVALID, "Group '" + group + "' of topic '" + topic
					+ "' cannot be declared: its group in Kafka, '" + id + "', has members that read " + read
					+ ", since names hold dots. Give the group another name, or start it for the first time while "
					+ "those members are stopped.", refusal);
		}
	}

	private Set<String> topicsOfMembers(String id) {
		ConsumerGroupDescription group = this.admin.call("Looking up the members of group '" + id + "'",
				(admin) -> Objects.requireNonNull(admin.describeConsumerGroups(List.of(id)).describedGroups().get(id)));
		return group.members()
			.stream()
			.flatMap((member) -> member.assignment().topicPartitions().stream())
			.map(TopicPartition::topic)
			.collect(Collectors.toSet());
	}

	/**
	 * Remove the positions of a group on its topic, and with them the group. Not the
	 * group of Kafka: names may hold dots, so that {@code eu.billing} of {@code orders}
	 * shares its id with {@code billing} of {@code orders.eu}.
	 * @param topic the topic
	 * @param group the group
	 * @return {@code false} if there was none
	 */
	boolean remove(String topic, String group) {
		String id = id(topic, group);
		try {
			List<TopicPartition> partitions = this.topics.existing(topic);
			boolean found = !positions(id, partitions).isEmpty();
			this.admin.call("Removing group '" + id + "'",
					(admin) -> admin.deleteConsumerGroupOffsets(id, Set.copyOf(partitions)).all());
			return found;
		}
		catch (BackendException ex) {
			if (ex.getCause() instanceof GroupSubscribedToTopicException) {
				throw new BackendException(ErrorKind.INVALID,
						"Group '" + id + "' still has members. Stop its subscriptions, then remove it.", ex);
			}
			if (ex.kind() != ErrorKind.NOT_FOUND) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Return how far a group is behind: the offsets between its positions and the ends of
	 * the partitions. What lies behind the begin of a transaction that is under way is
	 * delivered when that has ended, so it is not due.
	 * @param topic the topic
	 * @param group the group
	 * @return how far; nothing without a topic
	 */
	Lag lag(String topic, String group) {
		try {
			return lag(topic, group, this.topics.existing(topic));
		}
		catch (BackendException ex) {
			if (ex.kind() != ErrorKind.NOT_FOUND) {
				throw ex;
			}
			return Lag.NOTHING;
		}
	}

	private Lag lag(String topic, String group, List<TopicPartition> partitions) {
		Map<TopicPartition, OffsetAndMetadata> positions = positions(id(topic, group), partitions);
		if (positions.isEmpty()) {
			return Lag.NOTHING;
		}
		Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
		Map<TopicPartition, Long> stable = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
		Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
		long messages = 0;
		long due = 0;
		for (TopicPartition partition : partitions) {
			OffsetAndMetadata position = positions.get(partition);
			long start = starts.getOrDefault(partition, 0L);
			long next = (position != null) ? Math.max(position.offset(), start) : start;
			messages += Math.max(0, ends.getOrDefault(partition, 0L) - next);
			due += Math.max(0, stable.getOrDefault(partition, 0L) - next);
		}
		return new Lag(messages, due, null);
	}

	// Groups that we may not look at are not among those listed, or refused one by one.

	private boolean hasReaders(List<TopicPartition> partitions) {
		Collection<GroupListing> groups = this.admin.call("Listing groups",
				(admin) -> admin.listGroups(ListGroupsOptions.forConsumerGroups()).all());
		Set<String> ids = groups.stream().map(GroupListing::groupId).collect(Collectors.toSet());
		if (ids.isEmpty()) {
			return false;
		}
		ListConsumerGroupOffsetsResult answers = this.admin.ask("Reading positions of groups " + ids,
				(admin) -> read(admin, ids, partitions));
		return ids.stream().anyMatch((id) -> isReader(id, answers.partitionsToOffsetAndMetadata(id)));
	}

	private boolean isReader(String id, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer) {
		try {
			return hasPositions(this.admin.call(reading(id), (admin) -> answer));
		}
		catch (BackendException ex) {
			if (ex.kind() != ErrorKind.PERMISSION_DENIED) {
				throw ex;
			}
			return false;
		}
	}

	private static boolean hasPositions(Map<TopicPartition, OffsetAndMetadata> positions) {
		return positions.values().stream().anyMatch(Objects::nonNull);
	}

	private Map<TopicPartition, OffsetAndMetadata> positions(String id, List<TopicPartition> partitions) {
		Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>(this.admin.call(reading(id),
				(admin) -> read(admin, Set.of(id), partitions).partitionsToOffsetAndMetadata(id)));
		positions.values().removeIf(Objects::isNull);
		return positions;
	}

	private static String reading(String id) {
		return "Reading positions of group '" + id + "'";
	}

	private static ListConsumerGroupOffsetsResult read(Admin admin, Set<String> ids, List<TopicPartition> partitions) {
		ListConsumerGroupOffsetsSpec spec = new ListConsumerGroupOffsetsSpec().topicPartitions(partitions);
		return admin
			.listConsumerGroupOffsets(ids.stream().collect(Collectors.toMap(Function.identity(), (id) -> spec)));
	}

	private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
		return offsets(partitions, spec, IsolationLevel.READ_UNCOMMITTED);
	}

	private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
		Map<TopicPartition, ListOffsetsResultInfo> offsets = this.admin.call(
				"Reading the ends of " + partitions, (
						admin) -> admin
							.listOffsets(
									partitions.stream()
										.collect(Collectors.toMap(Function.identity(), (partition) -> spec)),
									new ListOffsetsOptions(level))
							.all());
		return offsets.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().offset()));
	}

}
