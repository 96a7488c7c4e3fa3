// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where a group begins on a topic that holds offsets 3 to 10, by what the cluster shows
 * of other groups.
 */
@SuppressWarnings("unchecked")
class KafkaGroupsTests {

	private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

	/** What each group answers, and those listed. */
	private final Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> groups = new HashMap<>();

	private final Map<TopicPartition, OffsetAndMetadata> declared = new HashMap<>();

	private final ScriptedAdmin cluster = new ScriptedAdmin().answer("listOffsets", KafkaGroupsTests::offsets)
		.answer("listGroups", (arguments) -> listed())
		.answer("listConsumerGroupOffsets", this::positions)
		.answer("alterConsumerGroupOffsets", this::declare);

	@Test
	void whenNoOtherReadsTheTopicThenItBeginsAtTheBeginning() {
		this.groups.put("bills.group", position(null));
		assertThat(declare(Map.of())).isEqualTo(3);
	}

	@Test
	void whenAnotherReadsTheTopicThenItBeginsAtTheEnd() {
		this.groups.put("orders.other", position(new OffsetAndMetadata(5)));
		assertThat(declare(Map.of())).isEqualTo(10);
	}

	@Test
	void whenSomeGroupsMayNotBeSeenThenTheOthersSay() {
		this.groups.put("bills.secret", ScriptedAdmin.failed(new GroupAuthorizationException("bills.secret")));
		assertThat(declare(Map.of())).isEqualTo(3);
		this.groups.put("orders.other", position(new OffsetAndMetadata(5)));
		assertThat(declare(Map.of())).isEqualTo(10);
	}

	@Test
	void whenAGroupDoesNotAnswerThenNothingIsDeclared() {
		this.groups.put("orders.slow", ScriptedAdmin.failed(new TimeoutException("slow")));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> declare(Map.of()))
			.withMessage("Reading positions of group 'orders.slow' failed: slow")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT));
		assertThat(this.declared).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "earliest, 3", "latest, 10" })
	void whenTheUserSaysWhereThenNobodyElseIsAsked(String begin, long offset) {
		this.groups.put("orders.other", position((offset == 3) ? new OffsetAndMetadata(5) : null));
		assertThat(declare(Map.of("auto.offset.reset", begin))).isEqualTo(offset);
		assertThat(this.cluster.calls()).doesNotContain("listGroups");
	}

	@Test
	void whenAMemberHasDeclaredItMeanwhileThenThatCounts() {
		this.cluster.answer("alterConsumerGroupOffsets", (arguments) -> {
			this.groups.put("orders.group", position(new OffsetAndMetadata(7)));
			throw new UnknownMemberIdException("not empty");
		});
		declared(Map.of());
		assertThat(this.cluster.calls()).doesNotContain("describeConsumerGroups");
	}

	@Test
	void whenItsMembersReadATopicThatWasCreatedAnewThenTheyDeclareIt() {
		members("orders");
		declared(Map.of());
	}

	@Test
	void whenItsNameInKafkaIsThatOfAGroupOfAnotherTopicThenItIsRefusedInWords() {
		members("orders.group");
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> declared(Map.of()))
			.withMessage("Group 'group' of topic 'orders' cannot be declared: its group in Kafka, 'orders.group', has "
					+ "members that read [orders.group], since names hold dots. Give the group another name, or start "
					+ "it for the first time while those members are stopped.")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	void whenItsMembersHaveNoPartitionsThenItIsTriedAgain() {
		members();
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> declared(Map.of()))
			.withMessage("Group 'orders.group' cannot be declared yet: it has members that have no partitions")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
	}

	private void members(String... topics) {
		Set<TopicPartition> partitions = Stream.of(topics)
			.map((topic) -> new TopicPartition(topic, 0))
			.collect(Collectors.toSet());
		MemberDescription member = new MemberDescription("member", Optional.empty(), Optional.empty(), "client", "host",
				new MemberAssignment(partitions), Optional.empty(), Optional.empty(), Optional.empty());
		ConsumerGroupDescription group = new ConsumerGroupDescription("orders.group", false, List.of(member), "",
				GroupType.CONSUMER, GroupState.STABLE, Node.noNode(), Set.of(), Optional.empty(), Optional.empty());
		this.cluster.fail("alterConsumerGroupOffsets", new UnknownMemberIdException("not empty"))
			.answer("describeConsumerGroups", (arguments) -> new DescribeConsumerGroupsResult(
					Map.of("orders.group", KafkaFuture.completedFuture(group))));
	}

	private long declare(Map<String, Object> consumer) {
		declared(consumer);
		return this.declared.get(PARTITION).offset();
	}

	private void declared(Map<String, Object> consumer) {
		KafkaSettings settings = TestBroker.settings(consumer, "127.0.0.1:1", KafkaTopicPolicy.CREATE);
		KafkaAdmin admin = this.cluster.admin();
		new KafkaGroups(settings, admin, new KafkaTopics(settings, admin)).declare("orders", "group",
				List.of(PARTITION));
	}

	private static KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> position(@Nullable OffsetAndMetadata position) {
		Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
		positions.put(PARTITION, position);
		return KafkaFuture.completedFuture(positions);
	}

	private static ListOffsetsResult offsets(Object[] arguments) {
		OffsetSpec spec = ((Map<?, OffsetSpec>) arguments[0]).get(PARTITION);
		long offset = (spec instanceof OffsetSpec.LatestSpec) ? 10 : 3;
		return new ListOffsetsResult(Map.of(PARTITION,
				KafkaFuture.completedFuture(new ListOffsetsResultInfo(offset, -1, Optional.empty()))));
	}

	private ListGroupsResult listed() {
		List<Object> listings = this.groups.keySet()
			.stream()
			.<Object>map((id) -> new GroupListing(id, Optional.of(GroupType.CONSUMER), "consumer", Optional.empty()))
			.toList();
		return ScriptedAdmin.result(ListGroupsResult.class, KafkaFuture.completedFuture(listings));
	}

	private ListConsumerGroupOffsetsResult positions(Object[] arguments) {
		Set<String> ids = ((Map<String, ?>) arguments[0]).keySet();
		Map<CoordinatorKey, Object> answers = ids.stream()
			.collect(Collectors.toMap(CoordinatorKey::byGroupId, (id) -> this.groups.getOrDefault(id, position(null))));
		return ScriptedAdmin.result(ListConsumerGroupOffsetsResult.class, answers);
	}

	private AlterConsumerGroupOffsetsResult declare(Object[] arguments) {
		this.declared.putAll((Map<TopicPartition, OffsetAndMetadata>) arguments[1]);
		return ScriptedAdmin.result(AlterConsumerGroupOffsetsResult.class, KafkaFuture.completedFuture(Map.of()));
	}

}
